import { basename } from "node:path";

/** A test that failed, or a file that could not be run, as the lines that a reader needs. */
export interface Failure {
  /** The file's name and the test's title. */
  name: string;
  text: string;
}

/** The part of jest's JSON summary that tells what failed. */
export interface JestFile {
  /** Path of the file. */
  name: string;
  /** Set where the file itself failed. */
  message: string;
  assertionResults: { title: string; status: string; failureMessages: string[] | null }[];
}

/** Lines of one failure at the end of a run: enough for an error with its cause and fix. */
const LINES = 12;

export const fileName = (path: string) => basename(path).replace(/\.test\.ts$/, "");

export const indented = (text: string) => text.trimEnd().replace(/^(?=.)/gm, "    ");

/** A failure with the places in our own files only. */
export function withoutLibraries(text: string): string {
  return text
    .split("\n")
    .filter((row) => !/^\s+at .*(node_modules|node:)/.test(row))
    .join("\n");
}

/** What failed in a run of jest. */
export function jestFailures(files: readonly JestFile[]): Failure[] {
  return files.flatMap(({ name: path, message, assertionResults }) => {
    const file = fileName(path);
    const failed = assertionResults.filter(({ status }) => status === "failed");
    if (failed.length === 0 && message !== "") return [{ name: file, text: withoutLibraries(message) }];
    return failed.map(({ title, failureMessages }) => ({
      name: `${file}: ${title}`,
      text: (failureMessages ?? []).map(withoutLibraries).join("\n\n"),
    }));
  });
}

/** What failed once more, for readers of the end of a long log. */
export function failureLines(failures: readonly Failure[]): string[] {
  return failures.flatMap(({ name, text }) => [
    `✗ ${name}`,
    indented(text.trim().split("\n").slice(0, LINES).join("\n")),
  ]);
}
