import { engines } from "../../../package.json";
import { nodeProblem } from "../../../provisioners/core/node-version";

test.each([
  ["22.0.0", ">=22"],
  ["23.1.0", ">=22"],
  ["22.12.0", ">=22.12"],
])("Node.js %s is new enough where %s is needed", (version, range) => {
  expect(nodeProblem(version, range)).toBeUndefined();
});

test.each([
  ["20.20.2", ">=22", "22"],
  ["22.11.0", ">=22.12", "22.12"],
])("Node.js %s is refused where %s is needed, with the command that installs a newer one", (version, range, oldest) => {
  expect(nodeProblem(version, range)).toBe(
    `pulumi-swarm needs Node.js ${oldest} or newer, this is ${version}\n` +
      `Fix: nvm install ${oldest} (https://github.com/nvm-sh/nvm), then run the same command again`,
  );
});

test("the oldest Node.js is that of package.json", () => {
  expect(nodeProblem("1.0.0")).toContain(`needs Node.js ${engines.node.replace(">=", "")} or newer`);
  expect(nodeProblem()).toBeUndefined();
});
