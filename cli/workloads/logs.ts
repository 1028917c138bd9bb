import type { Command } from "commander";
import { serviceLogs } from "../../provisioners/docker/client/logs";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { findManager } from "../../provisioners/swarm/access/managers";
import { colors } from "../colors";
import { untilInterrupted, withContext } from "../context";
import { type GlobalOptions, globalsOf, swarmOf } from "../globals";
import type { DeclaredSwarm } from "../stack/declared-swarm";
import { type LogLine, linesInOrder, sinceTime } from "./log-lines";
import { readWorkloads, type Workloads } from "./read";
import { nodeOf, select, taskName } from "./select";

interface LogOptions {
  follow?: boolean;
  since?: string;
  tail?: string;
  grep?: string;
  node?: string;
}

export function addLogs(program: Command): void {
  program
    .command("logs [name]")
    .description(
      "log lines of all tasks of a service, a stack or a node, or of one task, merged in the order of their times",
    )
    .option("-f, --follow", "go on with new lines, until ^C")
    .option("--since <time>", "lines since a time (2026-01-31T12:00:00Z) or for so long (10m, 2h)")
    .option("--tail <lines>", "so many lines of each task", "100")
    .option("--node <name>", "lines of tasks on this node")
    .option("--grep <pattern>", "lines that match a regular expression")
    .addHelpText(
      "after",
      "\nExamples:\n  pulumi-swarm logs shop_web --since 10m\n  pulumi-swarm logs -f shop --grep 'ERROR|WARN'",
    )
    .action(async (name: string | undefined, _options, command: Command) => {
      const options = globalsOf<LogOptions>(command);
      const declared = await swarmOf(options);
      const until = options.follow ? untilInterrupted : withContext;
      await until((context) => printLogs(context, declared, name, options));
    });
}

async function printLogs(
  context: HandlerContext,
  declared: DeclaredSwarm,
  name: string | undefined,
  { follow = false, tail = "100", since, grep, node: at, json }: GlobalOptions & LogOptions,
): Promise<void> {
  const pattern = grep === undefined ? undefined : new RegExp(grep);
  const from = since === undefined ? undefined : sinceTime(since, context.clock.now());
  const workloads = await readWorkloads(context, declared);
  const { services, node, task } = select(name, workloads, at);
  const nameOf = ({ taskId }: LogLine) =>
    workloads.tasks.flatMap((each) => (each.ID === taskId ? taskName(each, workloads) : []))[0];
  // Once lines are printed, another manager would print them again.
  const { host } = await findManager({ context, ...declared });
  const logs = await Promise.all(services.map((service) => serviceLogs(host, service, { follow, tail, since: from })));
  const end = () => {
    for (const log of logs) log.destroy();
  };
  context.signal.addEventListener("abort", end, { once: true });
  for await (const line of linesInOrder(logs, follow)) {
    if (node && line.nodeId !== node.ID) continue;
    if (task !== undefined && nameOf(line) !== task) continue;
    if (pattern && !pattern.test(line.text)) continue;
    console.log(json ? JSON.stringify(line) : textOf(line, workloads));
  }
}

/** The line with its time, task and node, each task in a colour of its own. */
function textOf({ time, taskId, nodeId, text }: LogLine, workloads: Workloads): string {
  const task = workloads.tasks.find(({ ID }) => ID === taskId);
  const where = task ? taskName(task, workloads) : taskId;
  const node = nodeOf({ NodeID: nodeId }, workloads.nodes);
  const colour = palette[Number.parseInt(taskId.slice(-4), 36) % palette.length] ?? colors.cyan;
  return `${colors.dim(time.slice(0, 23))} ${colour(`${where}@${node}`)} | ${text}`;
}

const palette = [colors.cyan, colors.green, colors.yellow, colors.magenta, colors.blue];
