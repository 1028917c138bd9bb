import type { Command } from "commander";
import { diskUsage } from "../../provisioners/docker/client/usage";
import type { Host } from "../../provisioners/docker/host";
import { withContext } from "../context";
import { globalsOf, print, swarmOf } from "../globals";
import { answersOf, askNodes, codeOf } from "../look/each-node";
import { dataFolder, lookAtHost } from "../look/host-look";
import { nodeNamed } from "../reach/nodes";
import { type DiskRow, dfText, sharesOf, totalOf } from "./df-rows";

export function addDf(program: Command): void {
  program
    .command("df [node]")
    .description("what takes the room on the nodes' disks: images, volumes, build cache, containers and their logs")
    .addHelpText("after", "\nExamples:\n  pulumi-swarm df\n  pulumi-swarm df worker-1")
    .action(async (name: string | undefined, _options, command: Command) => {
      const options = globalsOf(command);
      const declared = await swarmOf(options);
      const nodes = name === undefined ? declared.nodes : [nodeNamed(name, declared)];
      await withContext(async (context) => {
        context.status(`asking ${nodes.length} machines, which sum up their volumes`);
        const answers = await askNodes(context, nodes, diskAt);
        const rows = answersOf(context, answers).map(({ node, value }): DiskRow => ({ node, ...value }));
        print(options, { nodes: rows, total: totalOf(rows) }, () => dfText(rows));
        process.exitCode = codeOf(answers);
      });
    });
}

/** The logs of Docker's drivers `json-file` and `local`, in KiB; others keep theirs elsewhere. */
const LOGS = `${dataFolder}
set -- "$data"/containers/*/*-json.log* "$data"/containers/*/local-logs
for path do if [ -e "$path" ]; then du -sk "$path"; fi; done | awk '{ sum += $1 } END { print sum + 0 }'
`;
const LOGS_MS = 60_000;

async function diskAt(host: Host): Promise<Omit<DiskRow, "node">> {
  const [{ disk }, usage, logs] = await Promise.all([
    lookAtHost(host),
    diskUsage(host),
    host.run(LOGS, { idempotent: true, deadlineMs: LOGS_MS, what: "sum up the logs" }),
  ]);
  return { disk, ...sharesOf(usage), logs: Number(logs.stdout.trim()) * 1_024 };
}
