import LiveReporter from "../../../../tools/test-suites/live-reporter";

const file = { path: "/somewhere/test/lab/cluster.test.ts" };
const other = { path: "/somewhere/test/lab/nfs.test.ts" };
const result = (title: string, status: string, more: { duration?: number; failureMessages?: string[] } = {}) => ({
  title,
  fullName: `a swarm ${title}`,
  status,
  failureMessages: [],
  ...more,
});

let printed: string;
let now: number;
const reporterOf = (verbose: boolean) =>
  new LiveReporter({ verbose }, undefined, undefined, {
    write: (text) => {
      printed += text;
    },
    now: () => now,
  });

beforeEach(() => {
  printed = "";
  now = 0;
});

test("a slow suite tells each test as it ends, once", () => {
  const reporter = reporterOf(true);
  reporter.onTestFileStart(file);
  reporter.onTestCaseStart(file, { title: "up makes nodes" });
  const done = result("up makes nodes", "passed", { duration: 183_400 });
  reporter.onTestCaseResult(file, done);
  expect(printed).toBe("✓ cluster: up makes nodes (3 min 3 s)\n");
  reporter.onTestFileResult(file, { testResults: [done] });
  expect(printed).toBe("✓ cluster: up makes nodes (3 min 3 s)\n");
});

test("a quick suite tells failures only, at once and without the frames of libraries", () => {
  const reporter = reporterOf(false);
  reporter.onTestFileStart(file);
  reporter.onTestCaseResult(file, result("works", "passed", { duration: 5 }));
  const stack =
    "Error: broken\n    at Object.<anonymous> (test/a.test.ts:3:5)\n    at f (/x/node_modules/jest/i.js:1:1)";
  reporter.onTestCaseResult(file, result("fails", "failed", { duration: 12, failureMessages: [stack] }));
  expect(printed).toBe(
    "✗ cluster: fails (12 ms)\n    Error: broken\n        at Object.<anonymous> (test/a.test.ts:3:5)\n",
  );
});

test("what runs beside each other is told with its time, hooks as well", () => {
  const reporter = reporterOf(true);
  reporter.onTestFileStart(file);
  reporter.onTestFileStart(other);
  now = 10_000;
  reporter.onTestCaseStart(file, { title: "up makes nodes" });
  now = 70_000;
  reporter.tellRunning();
  expect(printed).toBe("… cluster: up makes nodes (for 1 min 0 s)\n… nfs: before its first test (for 1 min 10 s)\n");
  reporter.onTestCaseResult(file, result("up makes nodes", "passed"));
  reporter.onTestFileResult(other, { testResults: [] });
  printed = "";
  now = 72_000;
  reporter.tellRunning();
  expect(printed).toBe("");
  now = 75_000;
  reporter.tellRunning();
  expect(printed).toBe("… cluster: between tests, or after the last (for 5 s)\n");
});

test("a file that cannot be run or left, what tests print and skipped tests are told when the file ends", () => {
  const reporter = reporterOf(false);
  reporter.onTestFileStart(file);
  const testResults = [result("QEMU (needs LAB_TEST_QEMU=1)", "pending")];
  reporter.onTestFileResult(file, {
    testResults,
    testExecError: new Error(),
    failureMessage: "Cannot find module",
    console: [{ message: "seed 7" }],
  });
  expect(printed).toBe(
    "○ skipped: cluster: QEMU (needs LAB_TEST_QEMU=1)\n✗ cluster\n    Cannot find module\n    seed 7\n",
  );
});
