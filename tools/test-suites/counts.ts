import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { resultsFolder } from "../environment/paths";
import { type Failure, failureLines, type JestFile } from "./failures";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What came of one suite. */
export interface Result {
  suite: string;
  counts: Counts;
  failures: Failure[];
  seconds: number;
}

/** The part of jest's JSON summary that is counted. */
export interface JestSummary {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Files that could not be run at all; their tests are in no other number. */
  numRuntimeErrorTestSuites: number;
  testResults: JestFile[];
}

/** What a run of jest counts; one that failed in a way that no test shows counts as one failed test. */
export function jestCounts(code: number, summary?: JestSummary): Counts {
  const failed = (summary?.numFailedTests ?? 0) + (summary?.numRuntimeErrorTestSuites ?? 0);
  return {
    passed: summary?.numPassedTests ?? 0,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    skipped: (summary?.numPendingTests ?? 0) + (summary?.numTodoTests ?? 0),
  };
}

export function sum(counts: Counts[]): Counts {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const { passed, failed, skipped } of counts) {
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
  }
  return total;
}

/** The last line of `npm test`. */
export function summaryLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** What failed, a line for each suite, and the sum of all as the last one. */
export function closingLines(results: readonly Result[]): string {
  const failed = failureLines(results.flatMap(({ failures }) => failures));
  const rows = results.map(({ suite, counts, seconds }) => `${suite}: ${summaryLine(counts)} (${seconds} s)`);
  return `\n${[...failed, ...rows].join("\n")}\n${summaryLine(sum(results.map(({ counts }) => counts)))}`;
}

const plainRunFile = (folder: string) => join(folder, "plain.json");

/** Keeps what came of a plain run, for the run of the rest that may follow it. */
export async function keepPlainRun(results: readonly Result[], folder = resultsFolder): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(plainRunFile(folder), JSON.stringify(results));
}

export async function plainRun(folder = resultsFolder): Promise<Result[]> {
  const file = plainRunFile(folder);
  if (existsSync(file)) return JSON.parse(await readFile(file, "utf8")) as Result[];
  throw new SwarmError({
    code: "PLAIN_RUN_MISSING",
    summary: "There is no result of `npm test` to which that of the rest could be added",
    fix: "run `npm test` first, or `npm test -- all` for both",
  });
}
