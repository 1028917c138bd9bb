import { labProcesses } from "../lab/processes";
import { nodeProblem } from "../provisioners/core/node-version";

/*
 * The file that is published, bundled with all of our code: required, it is the library; started, it is the command line
 * or one of the package's other processes. Each loads what it needs only.
 */
const processes: Record<string, () => unknown> = {
  plugin: () => require("../provisioners/plugin/main"),
  ...labProcesses,
};

const isStarted = require.main?.filename === __filename;
const problem = nodeProblem();
if (problem && isStarted) {
  console.error(problem);
  process.exit(1);
}
// The SDK shows what a program throws.
if (problem) throw new Error(problem);

if (isStarted) start(process.argv[2] ?? "");
else module.exports = require("../infra/exports");

function start(name: string): void {
  const load = Object.hasOwn(processes, name) && processes[name];
  if (!load) {
    require("../cli/main");
    return;
  }
  // The process sees its own arguments only.
  process.argv.splice(2, 1);
  load();
}
