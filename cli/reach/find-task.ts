import { SwarmError } from "../../provisioners/core/errors";
import { readerCommand } from "../../provisioners/core/reader-command";
import { runningContainers } from "../../provisioners/docker/client/usage";
import type { Task } from "../../provisioners/docker/shapes";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { answersOf, askNodes } from "../look/each-node";
import type { DeclaredNode, DeclaredSwarm } from "../stack/declared-swarm";
import { readWorkloads, type Workloads } from "../workloads/read";
import { nodeOf, select, taskName, tasksOf } from "../workloads/select";
import { isWanted, taskIn } from "../workloads/task-labels";

/** A task that runs, and where. */
export interface FoundTask {
  container: string;
  node: DeclaredNode;
}

/**
 * The task that is named (`web.2`), or the first one of a service, a stack or a node; on one node where that is given.
 * Without a usable manager the nodes themselves are asked.
 *
 * @throws SwarmError `NO_TASK`, `NOTHING_NAMED`
 */
export async function findTask(
  context: HandlerContext,
  declared: DeclaredSwarm,
  name: string,
  node: string | undefined,
): Promise<FoundTask> {
  let workloads: Workloads;
  try {
    workloads = await readWorkloads(context, declared);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!(error instanceof SwarmError)) throw error;
    context.log(`${error.summary}: asking the nodes themselves`);
    return askForTask(context, declared, name, node);
  }
  const { container, nodeId } = runningTask(name, node, workloads);
  const found = declared.nodes.find((each) => each.nodeId === nodeId);
  if (found) return { container, node: found };
  throw new SwarmError({
    code: "NOTHING_NAMED",
    summary: "The task runs on a node that the stack does not declare",
    fix: "Choose another task with `--node`",
  });
}

async function askForTask(
  context: HandlerContext,
  { nodes }: DeclaredSwarm,
  name: string,
  node: string | undefined,
): Promise<FoundTask> {
  const asked = nodes.filter((each) => node === undefined || each.name === node);
  const answers = answersOf(context, await askNodes(context, asked, runningContainers));
  const found = answers.flatMap(({ node: at, value }) =>
    value.flatMap(({ Id, Labels }) => {
      const task = taskIn(Labels, at);
      const declared = nodes.find((each) => each.name === at);
      return declared && task.task && isWanted({ name }, at, task) ? [{ container: Id, node: declared, ...task }] : [];
    }),
  );
  const [first] = found.sort((a, b) => (a.task ?? "").localeCompare(b.task ?? "", "en", { numeric: true }));
  if (!first) throw noTask(name, node);
  return { container: first.container, node: first.node };
}

/**
 * The container of a task that runs, as a manager knows it.
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
  if (!task) throw noTask(name, node);
  return { container: task.Status.ContainerStatus?.ContainerID ?? "", nodeId: task.NodeID ?? "" };
}

const noTask = (name: string, node: string | undefined) =>
  new SwarmError({
    code: "NO_TASK",
    summary: `No task of ${name} runs${node === undefined ? "" : ` on ${node}`}`,
    fix: `Look at \`${readerCommand("swarm", `ps ${name} --all`)}\``,
  });
