import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { capacity } from "../infra/config/environment";
import type { Capacity } from "../infra/topology";
import { packageRoot } from "../provisioners/core/paths";
import { localFolder } from "./paths";
import { stream } from "./run";

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Suite {
  name: string;
  /** Whether it needs the engine, the system packages and the machine image. */
  needsLab?: boolean;
  /** Runs only where it is named. */
  onRequest?: boolean;
  run(env: NodeJS.ProcessEnv): Promise<Counts>;
}

/** The part of jest's JSON summary that is counted. */
export interface JestSummary {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  /** Files that could not be run at all; their tests are in no other number. */
  numRuntimeErrorTestSuites: number;
}

const tool = (path: string) => join(packageRoot, "node_modules", path);

/** Checks that pass or fail as a whole; each counts as one test. */
function check(name: string, ...commands: string[][]): Suite {
  return {
    name,
    run: async (env) => {
      const counts: Counts[] = [];
      for (const args of commands) {
        const code = await stream(process.execPath, args, { cwd: packageRoot, env });
        counts.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
      }
      return sum(counts);
    },
  };
}

interface JestOptions {
  /** The project of jest's; default: the suite's name. */
  project?: string;
  args?: string[];
  needsLab?: boolean;
  onRequest?: boolean;
}

function jest(name: string, { project = name, args = [], needsLab, onRequest }: JestOptions = {}): Suite {
  return {
    name,
    needsLab,
    onRequest,
    run: async (env) => {
      const folder = join(localFolder, "test-results");
      const file = join(folder, `${name}.json`);
      await mkdir(folder, { recursive: true });
      // An old summary must not stand for a run that dies before it writes its own.
      await rm(file, { force: true });
      const report = [
        "--json",
        `--outputFile=${file}`,
        `--reporters=${join(__dirname, "live-reporter.js")}`,
        "--reporters=summary",
      ];
      const all = [tool("jest/bin/jest.js"), "--selectProjects", project, ...report, ...args];
      const code = await stream(process.execPath, all, { cwd: packageRoot, env });
      const summary = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as JestSummary) : undefined;
      return jestCounts(code, summary);
    },
  };
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

/** Memory of the machines of one lab, in MiB. */
const LAB_MEMORY = 6_144;

/** How many labs run beside each other: each keeps about one core busy. */
export function labsAtOnce({ cores, memory }: Capacity): number {
  return Math.max(1, Math.min(cores, Math.floor(memory / LAB_MEMORY)));
}

// Verbose: each test takes long enough to be told when it ends. A test that fails may leave something open, and must not
// keep the others' result back.
const onMachines = [`--maxWorkers=${labsAtOnce(capacity())}`, "--forceExit", "--verbose"];

// jest itself leaves one core alone, for an editor.
const onAllCores = ["--maxWorkers=100%"];

/** Tests on the lab that take most of an hour on two cores. */
const long = [
  "catalogue",
  "declared",
  "kept",
  "leader",
  "members",
  "preparation",
  "stacks",
  "swarm-life",
  "upgrade",
  "version",
];

const pathsOf = (names: string[]) => `/test/lab/(${names.join("|")})\\.test\\.ts$`;

/** All suites, the quick ones first. */
export const suites: Suite[] = [
  check(
    "lint",
    [tool("@biomejs/biome/bin/biome"), "check", "."],
    [tool("publint/src/cli.js"), "--strict", "--pack", "false"],
  ),
  check("types", [tool("typescript/bin/tsc"), "--noEmit", "-p", "."]),
  check("architecture", [join(packageRoot, "tools/bootstrap.mjs"), "architecture-check"]),
  check("schema", [join(packageRoot, "tools/bootstrap.mjs"), "schema-check"]),
  jest("unit", { args: onAllCores }),
  jest("ssh", { args: onAllCores }),
  jest("lab", { args: [...onMachines, `--testPathIgnorePatterns=${pathsOf(long)}`], needsLab: true }),
  jest("long", {
    project: "lab",
    args: [...onMachines, `--testPathPatterns=${pathsOf(long)}`],
    needsLab: true,
    onRequest: true,
  }),
  jest("cloud", { args: onMachines, needsLab: true, onRequest: true }),
];

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
