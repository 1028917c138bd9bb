import { messageOf, SwarmError } from "../provisioners/core/errors";
import { main } from "./main";
import { line } from "./progress";
import { Interrupted } from "./run";
import { setUp } from "./setup";
import { type Counts, type Suite, suites, sum, summaryLine } from "./suites";

/** The suites named on the command line, or all but those that run on request. */
function chosen(names: string[]): Suite[] {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    throw new SwarmError({
      code: "UNKNOWN_SUITE",
      summary: `There is no test suite ${unknown.join(", ")}`,
      fix: `use one or more of ${suites.map(({ name }) => name).join(", ")}, or none for all`,
    });
  }
  return suites.filter(({ name, onRequest }) => (names.length === 0 ? !onRequest : names.includes(name)));
}

/** A suite that cannot even run counts as one failed test, and the others go on. */
async function run(suite: Suite, env: NodeJS.ProcessEnv): Promise<Counts> {
  line(`\n── ${suite.name} ──`);
  try {
    return await suite.run(suite.needsLab ? await setUp() : env);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    line(`The ${suite.name} suite could not be run: ${messageOf(error)}`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

// `npm test`, or `npm test -- unit ssh` for some of the suites.
main(async () => {
  const counts: Counts[] = [];
  const rows: string[] = [];
  for (const suite of chosen(process.argv.slice(2))) {
    const start = Date.now();
    const result = await run(suite, process.env);
    counts.push(result);
    rows.push(`${suite.name}: ${summaryLine(result)} (${Math.round((Date.now() - start) / 1000)} s)`);
  }
  const total = sum(counts);
  console.log(`\n${rows.join("\n")}\n${summaryLine(total)}`);
  return total.failed === 0 ? 0 : 1;
});
