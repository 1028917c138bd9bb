import { type Command, Option } from "commander";
import { unlessMissing } from "../../provisioners/docker/client/call";
import { containerStats, runningContainers } from "../../provisioners/docker/client/usage";
import type { Host } from "../../provisioners/docker/host";
import { globalsOf, print, swarmOf } from "../globals";
import { answersOf, askNodes, codeOf } from "../look/each-node";
import { watched, watchHelp } from "../watch";
import { isWanted, taskIn, type Wanted } from "../workloads/task-labels";
import { type Order, topText, type UsageRow, usageOf } from "./top-rows";

export function addTop(program: Command): void {
  program
    .command("top [name]")
    .description("CPU and memory of each task on all nodes: of a service, a stack, a task or a node, or all")
    .option("--watch", watchHelp)
    .option("--node <name>", "what runs on this node")
    .addOption(new Option("--sort <by>", "what comes first").choices(["cpu", "memory"]).default("cpu"))
    .addHelpText("after", "\nExamples:\n  pulumi-swarm top\n  pulumi-swarm top shop --watch --sort memory")
    .action(async (name: string | undefined, _options, command: Command) => {
      const options = globalsOf<{ watch?: boolean; node?: string; sort: Order }>(command);
      const declared = await swarmOf(options);
      await watched(options.watch, async (context) => {
        context.status(`asking ${declared.nodes.length} machines`);
        const answers = await askNodes(context, declared.nodes, (host, node) =>
          usageAt(host, node.name, { name, node: options.node }),
        );
        const rows = answersOf(context, answers).flatMap(({ value }) => value);
        process.exitCode = codeOf(answers);
        return () => print(options, rows, () => topText(rows, options.sort));
      });
    });
}

/** What the containers of a node use that are asked for. One that ends meanwhile is left out. */
async function usageAt(host: Host, node: string, wanted: Wanted): Promise<UsageRow[]> {
  const containers = await runningContainers(host);
  const own = containers
    .map(({ Id, Names, Labels }) => ({
      id: Id,
      name: Names[0]?.slice(1) ?? Id.slice(0, 12),
      task: taskIn(Labels, node),
    }))
    .filter(({ task }) => isWanted(wanted, node, task));
  const rows = await Promise.all(
    own.map(async ({ id, name, task }) => {
      const stats = await unlessMissing(containerStats(host, id));
      return stats ? [{ ...task, node, container: id.slice(0, 12), name, ...usageOf(stats) }] : [];
    }),
  );
  return rows.flat();
}
