import type { Command } from "commander";
import { withContext } from "../context";
import { secondsOption } from "../durations";
import { exitCodes } from "../exit-codes";
import { globalsOf, print, swarmOf } from "../globals";
import { nodeNamed } from "../reach/nodes";
import { type NodeResult, needsIn, pruneNodes } from "./nodes";
import { pruneText } from "./render";

interface PruneOptions {
  yes?: boolean;
  keep: string;
  volume: string[];
  volumes?: boolean;
}

export function addPrune(program: Command): void {
  program
    .command("prune [nodes...]")
    .description(
      "what Docker no longer uses on the nodes: shows it, and removes it with --yes; rollbacks keep their images",
    )
    .option("--yes", "remove it; without this, nothing is changed")
    .option("--keep <time>", "leave what was used, or built, in the last so many hours or days (12h, 3d)", "24h")
    .option(
      "--volume <name>",
      "remove this volume as well, with its data, where nothing uses it; may be repeated",
      (name: string, before: string[]) => [...before, name],
      [],
    )
    .option("--volumes", "remove all volumes that nothing uses as well, with their data")
    .addHelpText(
      "after",
      "\nExit code: 0 all nodes, 1 some were skipped or something stayed, 2 it could not be found out.\n\nExamples:\n  pulumi-swarm prune\n  pulumi-swarm prune --yes --keep 7d\n  pulumi-swarm prune worker-1 --volumes",
    )
    .action(async (names: string[], _options, command: Command) => {
      const options = globalsOf<PruneOptions>(command);
      const keepSeconds = secondsOption("--keep", options.keep);
      const volumes = options.volumes ? ("unused" as const) : options.volume;
      const isReal = options.yes === true;
      const declared = await swarmOf(options);
      const nodes = names.length > 0 ? names.map((name) => nodeNamed(name, declared)) : declared.nodes;
      await withContext(async (context) => {
        const needs = await needsIn(context, declared);
        const results = await pruneNodes(context, nodes, needs, { keepSeconds, volumes, isReal });
        print(options, results, () => pruneText(results, isReal));
        process.exitCode = needs.images && results.every(isWhole) ? exitCodes.fine : exitCodes.attention;
      });
    });
}

/** True where nothing stayed that was to go. */
export function isWhole(result: NodeResult): boolean {
  return "plan" in result && result.plan.refused.length === 0 && (result.left ?? []).length === 0;
}
