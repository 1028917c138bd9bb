/** What `docs/errors.md` says about one code. Plain sentences in Markdown. */
export interface ErrorEntry {
  /** What it means: what was found, and what was or was not done. */
  meaning: string;
  /** What the user can do. */
  action: string;
}

export type ErrorEntries = Readonly<Record<string, ErrorEntry>>;
