import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageRoot } from "../../../../provisioners/core/paths";
import {
  closingLines,
  jestCounts,
  keepPlainRun,
  plainRun,
  sum,
  summaryLine,
} from "../../../../tools/test-suites/counts";
import { failureLines, jestFailures } from "../../../../tools/test-suites/failures";
import { chosenSuites, labsAtOnce } from "../../../../tools/test-suites/suites";

const namesOf = (...asked: string[]) => chosenSuites(asked).map(({ name }) => name);

describe("the summary of npm test", () => {
  const jest = {
    numPassedTests: 3,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
    testResults: [],
  };

  test("adds up all suites", () => {
    const counts = [
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 10, failed: 2, skipped: 1 },
    ];
    expect(summaryLine(sum(counts))).toBe("11 passed, 2 failed, 1 skipped");
    expect(summaryLine(sum([]))).toBe("0 passed, 0 failed");
  });

  test("a green run counts as it is", () => {
    expect(jestCounts(0, { ...jest, numPendingTests: 1, numTodoTests: 1 })).toEqual({
      passed: 3,
      failed: 0,
      skipped: 2,
    });
  });

  test("as many labs run beside each other as cores and memory carry, and always one", () => {
    expect(labsAtOnce({ cores: 2, memory: 16_384 })).toBe(2);
    expect(labsAtOnce({ cores: 16, memory: 65_536 })).toBe(10);
    expect(labsAtOnce({ cores: 4, memory: 4_096 })).toBe(1);
  });

  test("what crashed is never green", () => {
    expect(jestCounts(1, { ...jest, numRuntimeErrorTestSuites: 2 })).toMatchObject({ failed: 2 });
    expect(jestCounts(1, jest)).toMatchObject({ passed: 3, failed: 1 });
    expect(jestCounts(134)).toEqual({ passed: 0, failed: 1, skipped: 0 });
    expect(jestCounts(1, { ...jest, numFailedTests: 4 })).toMatchObject({ failed: 4 });
  });
});

describe("the suites of a run", () => {
  test("are the plain run's without a name, and those that were named", () => {
    expect(namesOf()).toEqual([
      "lint",
      "types",
      "architecture",
      "schema",
      "unit",
      "ssh",
      "simulated",
      "dashboard",
      "core",
    ]);
    expect(namesOf("ssh", "unit")).toEqual(["unit", "ssh"]);
  });

  test("are each in one half of all: the plain run or the rest", () => {
    expect([...namesOf(), ...namesOf("rest")]).toEqual(namesOf("all"));
    expect(namesOf("all", "paper", "long")).toEqual([...namesOf("all"), "long"]);
  });

  test("that do not exist are refused with those that do", () => {
    expect(() => namesOf("unit", "units")).toThrow(/no test suite units[\s\S]*unit, [\s\S]*rest/);
  });

  test("of the workflows exist", async () => {
    const folder = join(packageRoot, ".github/workflows");
    const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
    const runs = [...texts.join("\n").matchAll(/npm test -- ([\w -]+)$/gm)].map(([, names = ""]) => names.split(" "));
    expect(runs.length).toBeGreaterThan(1);
    for (const names of runs) expect(() => chosenSuites(names)).not.toThrow();
  });

  test("of the lab are the folders that CONTRIBUTING names for each file", async () => {
    const lab = join(packageRoot, "test/lab");
    const files = (await readdir(lab, { recursive: true })).filter((file) => file.endsWith(".test.ts")).sort();
    const table = await readFile(join(packageRoot, "CONTRIBUTING.md"), "utf8");
    const rows = [...table.matchAll(/^\| `([\w-]+)` +\| `(\w+)` +\|/gm)].map(
      ([, file, suite]) => `${suite}/${file}.test.ts`,
    );
    expect(files).toEqual(rows.sort());
    expect(namesOf()).toContain("core");
    expect(namesOf("rest", "long")).toEqual(["paper", "rest", "long"]);
  });
});

describe("what failed in a run of jest", () => {
  const passed = { title: "starts", status: "passed", failureMessages: [] };

  test("is told by file and title, without the places in libraries", () => {
    const text =
      "expected 1\n    at Object.<anonymous> (test/unit/queue.test.ts:3:5)\n    at run (node_modules/jest/x.js:1:1)";
    const failed = { title: "keeps its order", status: "failed", failureMessages: [text] };
    const file = { name: "/project/test/unit/queue.test.ts", message: "● queue", assertionResults: [passed, failed] };
    expect(jestFailures([file])).toEqual([
      { name: "queue: keeps its order", text: expect.not.stringContaining("node_modules") },
    ]);
  });

  test("is the file itself where no test of it failed", () => {
    const file = { name: "/project/test/unit/queue.test.ts", message: "a hook failed", assertionResults: [passed] };
    expect(jestFailures([file, { ...file, message: "" }])).toEqual([{ name: "queue", text: "a hook failed" }]);
  });

  test("is cut to the lines that tell why", () => {
    const text = Array.from({ length: 50 }, (_, row) => `line ${row}`).join("\n");
    const lines = failureLines([{ name: "queue", text }])
      .join("\n")
      .split("\n");
    expect(lines).toHaveLength(13);
    expect(lines[1]).toBe("    line 0");
  });
});

describe("the plain run's result", () => {
  const unitFailure = { name: "queue: keeps its order", text: "expected 1" };
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "results-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test("is added to that of the rest in the last line", async () => {
    await keepPlainRun(
      [{ suite: "unit", counts: { passed: 5, failed: 1, skipped: 0 }, failures: [unitFailure], seconds: 40 }],
      folder,
    );
    const rest = { suite: "rest", counts: { passed: 3, failed: 0, skipped: 2 }, failures: [], seconds: 60 };
    expect(closingLines([...(await plainRun(folder)), rest])).toBe(
      "\n✗ queue: keeps its order\n    expected 1\nunit: 5 passed, 1 failed (40 s)\nrest: 3 passed, 0 failed, 2 skipped (60 s)\n8 passed, 1 failed, 2 skipped",
    );
  });

  test("that is missing is never taken for a green one", async () => {
    await expect(plainRun(folder)).rejects.toMatchObject({ code: "PLAIN_RUN_MISSING" });
  });
});
