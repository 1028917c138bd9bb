import type { Command } from "commander";
import { confirmed } from "../confirm";
import { type CommandContext, withContext } from "../context";
import { exitCodes } from "../exit-codes";
import { globalsOf, print, swarmOf } from "../globals";
import type { DeclaredSwarm } from "../stack/declared-swarm";
import { examineDeeply, exitCodeOf } from "./examine";
import { fixable, stepsOf } from "./fixes";
import { doctorText } from "./render";

interface DoctorOptions {
  fix: string[];
  yes?: boolean;
}

export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .description("what is wrong or soon will be, why it matters, and what to do")
    .option("--fix <check>", `fix what this check found: ${fixable.join(" or ")}; more than once`, collect, [])
    .option("--yes", "fix without a question")
    .addHelpText(
      "after",
      "\nIt looks into every machine as the preflight does, tries the swarm's ports between every two nodes, and needs no quorum.\n\nExit code: 0 nothing urgent, 1 something needs attention, 2 it could not be found out.\n\nExamples:\n  pulumi-swarm doctor\n  pulumi-swarm doctor --fix stale-node",
    )
    .action(async (_options, command: Command) => {
      const { fix, yes, ...options } = globalsOf<DoctorOptions>(command);
      const declared = await swarmOf(options);
      await withContext(async (context) => {
        if (fix.length > 0) return fixAll(context, declared, fix, yes);
        const { findings } = await examineDeeply(context, declared);
        print(options, findings, () => doctorText(findings));
        process.exitCode = exitCodeOf(findings);
      });
    });
}

const collect = (value: string, before: string[]) => [...before, value];

async function fixAll(
  context: CommandContext,
  declared: DeclaredSwarm,
  checks: readonly string[],
  yes: boolean | undefined,
): Promise<void> {
  const now = new Date(context.clock.now());
  const { look, findings } = await examineDeeply(context, declared, now);
  const steps = checks.flatMap((check) => stepsOf(check, look, findings, now));
  context.status("");
  if (steps.length === 0) {
    console.log(`Nothing to fix: ${checks.join(", ")} found nothing.`);
    return;
  }
  for (const { what } of steps) console.log(`- ${what}`);
  await confirmed(steps.length === 1 ? "Do this?" : `Do these ${steps.length}?`, yes, context.signal);
  for (const { what, run } of steps) {
    context.status(what);
    await run(context);
  }
  context.status("");
  console.log("Done.");
  process.exitCode = exitCodes.fine;
}
