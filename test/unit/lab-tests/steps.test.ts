import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../../provisioners/core/paths";

interface Summary {
  testResults: { assertionResults: { fullName: string; status: string }[] }[];
}

/** Runs the fixture as jest runs the lab's tests. */
async function results(): Promise<string[]> {
  const config = {
    rootDir: packageRoot,
    testMatch: [join(__dirname, "fixture/steps.ts")],
    testEnvironment: "<rootDir>/test/lab/support/jest/environment.ts",
    transform: { "\\.ts$": ["@swc/jest", { jsc: { target: "es2022", parser: { syntax: "typescript" } } }] },
    modulePathIgnorePatterns: ["<rootDir>/dist"],
  };
  const args = [join(packageRoot, "node_modules/jest/bin/jest.js"), "--json", "--config", JSON.stringify(config)];
  // A run with failed tests ends with code 1.
  const { stdout } = await promisify(execFile)(process.execPath, args).catch((error: { stdout: string }) => error);
  const { testResults } = JSON.parse(stdout) as Summary;
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ fullName, status }) => `${status} ${fullName}`),
  );
}

test("what builds on a failed step or set-up is skipped and says why; everything else runs", async () => {
  expect(await results()).toEqual([
    "passed a story begins",
    "failed a story has a test that nothing builds on",
    "failed a story has a failing step",
    'pending a story goes on (needs "has a failing step", which failed)',
    'pending a story in a part of its own (needs "has a failing step", which failed)',
    "failed another story begins",
    "pending another story goes on (needs its set-up, which failed)",
    "passed what builds on nothing runs",
  ]);
}, 60_000);
