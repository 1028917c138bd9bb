import { messageOf } from "../../provisioners/core/errors";
import { setUp } from "../environment/setup";
import { main } from "../terminal/main";
import { line } from "../terminal/progress";
import { Interrupted } from "../terminal/run";
import { closingLines, keepPlainRun, plainRun, type Result, sum } from "./counts";
import { chosenSuites, type Outcome, type Suite } from "./suites";

/** A suite that cannot even run counts as one failed test, and the others go on. */
async function run(suite: Suite, env: NodeJS.ProcessEnv): Promise<Outcome> {
  line(`\n── ${suite.name} ──`);
  try {
    return await suite.run(suite.needsLab ? await setUp() : env);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    const text = `The ${suite.name} suite could not be run: ${messageOf(error)}`;
    line(text);
    return { counts: { passed: 0, failed: 1, skipped: 0 }, failures: [{ name: suite.name, text }] };
  }
}

// `npm test`; `npm test -- unit ssh` for some of the suites; `npm test -- rest`, alone, for what `all` has beyond the plain run,
// whose result it adds.
main(async () => {
  const names = process.argv.slice(2);
  const chosen = chosenSuites(names);
  const results: Result[] = names.join() === "rest" ? await plainRun() : [];
  for (const suite of chosen) {
    const start = Date.now();
    const outcome = await run(suite, process.env);
    results.push({ suite: suite.name, ...outcome, seconds: Math.round((Date.now() - start) / 1000) });
  }
  if (names.length === 0) await keepPlainRun(results);
  console.log(closingLines(results));
  return sum(results.map(({ counts }) => counts)).failed === 0 ? 0 : 1;
});
