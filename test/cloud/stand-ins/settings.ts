import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where a stand-in keeps its account, and which lab is its data centre: from the environment that a test runs it in. */
export interface Settings {
  folder: string;
  /** None: the cloud is on paper only. */
  lab?: string;
}

export type LabSettings = Settings & { lab: string };

export const FOLDER_VARIABLE = "STAND_IN_FOLDER";
export const LAB_VARIABLE = "STAND_IN_LAB";

export function settings(env: NodeJS.ProcessEnv = process.env): Settings {
  const { [FOLDER_VARIABLE]: folder, [LAB_VARIABLE]: lab } = env;
  if (folder) return { folder, lab };
  throw new Error(`a stand-in for a cloud needs ${FOLDER_VARIABLE}`);
}

const closedFile = (folder: string) => join(folder, "closed.json");

/** Ports that the cloud lets nothing through to, whatever the program's rules say: as if these lacked a row. */
export function closedPorts(folder: string): number[] {
  return existsSync(closedFile(folder)) ? JSON.parse(readFileSync(closedFile(folder), "utf8")) : [];
}

const failingFile = (folder: string) => join(folder, "failing.json");

/** Which call that changes something fails, counted from the begin of a run; none fails without it. */
export function failingCall(folder: string): number | undefined {
  return existsSync(failingFile(folder)) ? JSON.parse(readFileSync(failingFile(folder), "utf8")).call : undefined;
}

/** For a test; counts from the next run on. */
export function failAtCall(folder: string, call?: number): void {
  writeFileSync(failingFile(folder), JSON.stringify({ call }));
}

/** For a test; counts from the next run on. */
export function closePorts(folder: string, ports: number[]): void {
  writeFileSync(closedFile(folder), JSON.stringify(ports));
}

const historyPath = (folder: string) => join(folder, "history.jsonl");

/** Where the account's changes are noted, one a line; nowhere without {@link startHistory}. */
export function historyFile(folder: string): string | undefined {
  return existsSync(historyPath(folder)) ? historyPath(folder) : undefined;
}

/** For a test; begins anew. */
export function startHistory(folder: string): void {
  writeFileSync(historyPath(folder), "");
}
