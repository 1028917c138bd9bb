import { existsSync, readFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { capacity } from "../../infra/settings/environment";
import type { Capacity } from "../../infra/topology";
import { SwarmError } from "../../provisioners/core/errors";
import { packageRoot } from "../../provisioners/core/paths";
import { resultsFolder } from "../environment/paths";
import { stream } from "../terminal/run";
import { type Counts, type JestSummary, jestCounts, sum } from "./counts";
import { type Failure, jestFailures } from "./failures";

/** The runs that a suite is part of: `npm test` and `npm test -- all`, only the latter, or only those that name it. */
export type Part = "plain" | "all" | "named";

/** What came of a run of a suite. */
export interface Outcome {
  counts: Counts;
  failures: Failure[];
}

export interface Suite {
  name: string;
  /** Whether it needs the engine, the system packages and the machine image. */
  needsLab?: boolean;
  part: Part;
  run(env: NodeJS.ProcessEnv): Promise<Outcome>;
}

const tool = (path: string) => join(packageRoot, "node_modules", path);

/** Checks that pass or fail as a whole; each counts as one test. */
function check(name: string, ...commands: string[][]): Suite {
  return {
    name,
    part: "plain",
    run: async (env) => {
      const counts: Counts[] = [];
      const failures: Failure[] = [];
      for (const args of commands) {
        const code = await stream(process.execPath, args, { cwd: packageRoot, env });
        counts.push({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 });
        if (code !== 0) failures.push({ name, text: `${args.join(" ")} ended with ${code}; its output is above` });
      }
      return { counts: sum(counts), failures };
    },
  };
}

interface JestOptions {
  /** The project of jest's; default: the suite's name. */
  project?: string;
  args?: string[];
  needsLab?: boolean;
  part?: Part;
}

function jest(name: string, { project = name, args = [], needsLab, part = "plain" }: JestOptions = {}): Suite {
  return {
    name,
    needsLab,
    part,
    run: async (env) => {
      const file = join(resultsFolder, `${name}.json`);
      await mkdir(resultsFolder, { recursive: true });
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
      return { counts: jestCounts(code, summary), failures: jestFailures(summary?.testResults ?? []) };
    },
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

/** The suite of the files in one folder of `test/lab`, which has its name. */
function onLab(name: string, part: Part): Suite {
  return jest(name, {
    project: "lab",
    args: [...onMachines, `--testPathPatterns=/test/lab/${name}/`],
    needsLab: true,
    part,
  });
}

/** All suites, the quick ones first. */
export const suites: Suite[] = [
  check("lint", [tool("@biomejs/biome/bin/biome"), "check", "."], [tool("publint/src/cli.js"), "--pack", "false"]),
  check(
    "types",
    [tool("typescript/bin/tsc"), "--noEmit", "-p", "."],
    [tool("typescript/bin/tsc"), "-p", "cli/dashboard/page"],
  ),
  check("architecture", [join(packageRoot, "tools/bootstrap.mjs"), "architecture-check"]),
  check("schema", [join(packageRoot, "tools/bootstrap.mjs"), "schema-check"]),
  jest("unit", { args: onAllCores }),
  jest("ssh", { args: onAllCores }),
  jest("simulated", { args: ["--runInBand", "--verbose"] }),
  jest("dashboard"),
  onLab("core", "plain"),
  jest("paper", {
    project: "cloud",
    args: [...onMachines, "--testPathPatterns=/test/cloud/paper/"],
    needsLab: true,
    part: "all",
  }),
  onLab("rest", "all"),
  onLab("long", "named"),
  jest("languages", { args: onMachines, needsLab: true, part: "named" }),
  jest("package", { args: ["--runInBand", "--verbose"], part: "named" }),
  jest("cloud", {
    args: [...onMachines, "--testPathIgnorePatterns=/test/cloud/paper/"],
    needsLab: true,
    part: "named",
  }),
];

/** `all`: what fits into an hour on two cores. `rest`: what that has beyond the plain run. */
const groups: Record<string, Part[]> = { all: ["plain", "all"], rest: ["all"] };

/** The suites that are asked for by their names or groups; without any, the plain run's. */
export function chosenSuites(names: string[]): Suite[] {
  const unknown = names.filter((name) => !(name in groups) && !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new SwarmError({
      code: "UNKNOWN_SUITE",
      summary: `There is no test suite ${unknown.join(", ")}`,
      fix: `use one or more of ${[...suites.map(({ name }) => name), ...Object.keys(groups)].join(", ")}, or none for the plain run`,
    });
  }
  const parts = names.length === 0 ? ["plain"] : names.flatMap((name) => groups[name] ?? []);
  return suites.filter(({ name, part }) => names.includes(name) || parts.includes(part));
}
