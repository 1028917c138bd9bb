import type { Command } from "commander";
import { SwarmError } from "../../provisioners/core/errors";
import { readerCommand } from "../../provisioners/core/reader-command";
import type { Task } from "../../provisioners/docker/shapes";
import { withContext } from "../context";
import { globalsOf, swarmOf } from "../globals";
import { readWorkloads, type Workloads } from "../workloads/read";
import { nodeOf, select, taskName, tasksOf } from "../workloads/select";
import { commandWords } from "./words";

export function addExec(program: Command): void {
  program
    .command("exec <service> <command...>")
    .description("run a command in a container of a service, on whichever node it is; `web.2` for its second replica")
    .option("-i, --interactive", "give it this terminal's input")
    .option("-t, --tty", "give it a terminal")
    .option("--node <name>", "the task on this node")
    .passThroughOptions()
    .addHelpText(
      "after",
      "\nExamples:\n  pulumi-swarm exec shop_web -- env\n  pulumi-swarm exec -it shop_db.1 -- psql -U shop",
    )
    .action(async (name: string, words: string[], _options, command: Command) => {
      const options = globalsOf<{ interactive?: boolean; tty?: boolean; node?: string }>(command);
      const declared = await swarmOf(options);
      process.exitCode = await withContext(async (context) => {
        const workloads = await readWorkloads(context, declared);
        const { container, nodeId } = runningTask(name, options.node, workloads);
        const node = declared.nodes.find((each) => each.nodeId === nodeId);
        if (!node) {
          throw new SwarmError({
            code: "NOTHING_NAMED",
            summary: "The task runs on a node that the stack does not declare",
            fix: "Choose another task with `--node`",
          });
        }
        const host = await context.hosts.use(node.connection, { name: node.name, signal: context.signal });
        const flags = [...(options.interactive ? ["-i"] : []), ...(options.tty ? ["-t"] : [])];
        const line = ["docker", "exec", ...flags, container, ...commandWords(words)];
        context.status("");
        if (options.interactive || options.tty) {
          const sudo = node.connection.user === "root" ? [] : ["sudo"];
          return host.terminal([...sudo, ...line], { input: process.stdin, output: process.stdout });
        }
        const { stdout, stderr, code } = await host.run(line, { codes: anyCode, deadlineMs: EXEC_MS });
        process.stdout.write(stdout);
        process.stderr.write(stderr);
        return code;
      });
    });
}

const EXEC_MS = 3_600_000;
const anyCode = Array.from({ length: 256 }, (_, code) => code);

/**
 * The container of a task that runs: the one that is named (`web.2`), or the first one of the service.
 *
 * @throws SwarmError `NO_TASK`, `NOTHING_NAMED`
 */
export function runningTask(
  name: string,
  node: string | undefined,
  workloads: Workloads,
): { container: string; nodeId: string } {
  const isRunning = ({ Status }: Task) => Status.State === "running" && Status.ContainerStatus?.ContainerID;
  const running = workloads.tasks.filter(isRunning);
  const named = running.filter((task) => taskName(task, workloads) === name);
  const own = named.length > 0 ? named : tasksOf(select(name, workloads), { ...workloads, tasks: running });
  const there = node === undefined ? own : own.filter((task) => nodeOf(task, workloads.nodes) === node);
  const [task] = there.sort((a, b) => (a.Slot ?? 0) - (b.Slot ?? 0));
  if (!task) {
    throw new SwarmError({
      code: "NO_TASK",
      summary: `No task of ${name} runs${node === undefined ? "" : ` on ${node}`}`,
      fix: `Look at \`${readerCommand("swarm", `ps ${name} --all`)}\``,
    });
  }
  return { container: task.Status.ContainerStatus?.ContainerID ?? "", nodeId: task.NodeID ?? "" };
}
