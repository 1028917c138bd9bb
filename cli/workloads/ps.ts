import type { Command } from "commander";
import { imageOf } from "../../provisioners/docker/services/progress";
import type { Task } from "../../provisioners/docker/shapes";
import { colors } from "../colors";
import { withContext } from "../context";
import { globalsOf, print, swarmOf } from "../globals";
import { table } from "../table";
import { readWorkloads, type Workloads } from "./read";
import { nodeOf, select, taskName, tasksOf } from "./select";

export interface TaskRow {
  id: string;
  name: string;
  node: string;
  state: string;
  desired: string;
  since: string;
  image: string;
  error?: string;
}

export function addPs(program: Command): void {
  program
    .command("ps [name]")
    .description("tasks on all nodes: of a service, a stack, a replica or a node, or all")
    .option("--all", "tasks that have ended, too")
    .option("--node <name>", "tasks on this node")
    .addHelpText("after", "\nExamples:\n  pulumi-swarm ps\n  pulumi-swarm ps shop_web --all")
    .action(async (name: string | undefined, _options, command: Command) => {
      const options = globalsOf<{ all?: boolean; node?: string }>(command);
      const declared = await swarmOf(options);
      const workloads = await withContext((context) => readWorkloads(context, declared));
      const rows = taskRows(name, workloads, options.all === true, options.node);
      print(
        options,
        rows,
        () => table(["TASK", "NODE", "STATE", "SINCE", "IMAGE", "ERROR"], rows.map(cells)) || "No tasks.",
      );
    });
}

/** The tasks that are to run, or all that Docker still keeps, by name and with the newest first. */
export function taskRows(name: string | undefined, workloads: Workloads, all: boolean, node?: string): TaskRow[] {
  const tasks = tasksOf(select(name, workloads, node), workloads);
  return tasks
    .filter(({ DesiredState, Status }) => all || DesiredState === "running" || Status.State === "running")
    .map((task) => taskRow(task, workloads))
    .sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }) || b.since.localeCompare(a.since));
}

function taskRow(task: Task, workloads: Workloads): TaskRow {
  const { Status, DesiredState, Spec, CreatedAt } = task;
  return {
    id: task.ID,
    name: taskName(task, workloads),
    node: nodeOf(task, workloads.nodes),
    state: Status.State,
    desired: DesiredState,
    since: Status.Timestamp ?? CreatedAt,
    image: imageOf({ TaskTemplate: Spec ?? {} }),
    error: Status.Err,
  };
}

function cells({ name, node, state, desired, since, image, error }: TaskRow): string[] {
  const isFine = state === "running" || state === "complete";
  const text = desired === state || desired === "running" ? state : `${state} (to be ${desired})`;
  return [name, node, isFine ? colors.green(text) : colors.yellow(text), since.slice(0, 19), image, error ?? ""];
}
