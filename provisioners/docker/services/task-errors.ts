import type { Service, SwarmNode, Task } from "../shapes";

export interface Trouble {
  taskId: string;
  node?: string;
  reason: string;
  /** A container ran, so there may be log lines. */
  hasLogs: boolean;
  /** No node takes the task. */
  unplaced: boolean;
}

const order =
  "new pending assigned accepted preparing ready starting running complete shutdown failed rejected remove orphaned".split(
    " ",
  );
/** How far a state is in a task's life. */
export const rank = (state: string) => order.indexOf(state);
/** Docker fills a slot no more whose last task failed when the restart policy ends there. */
export function exhausted({ Spec }: Service, slots: Task[], wanted: number, desired: number): string | undefined {
  const { Condition, MaxAttempts = 0 } = Spec.TaskTemplate.RestartPolicy ?? {};
  const given = slots.filter((task) => rank(task.DesiredState) > rank("running") && hasFailed(task));
  const missing = Spec.Mode.Global || Spec.Mode.GlobalJob ? given.length > 0 : wanted - given.length < desired;
  if (given.length === 0 || !missing) return undefined;
  if (Condition === "none") return "its task failed, and restart_policy.condition is none";
  return MaxAttempts > 0 ? `its task failed and has used up its max_attempts of ${MaxAttempts}` : undefined;
}

/** Docker sets the status anew with each update, so any of these speaks of ours. */
export function updateFailure({ UpdateStatus }: Service): string | undefined {
  const { State, Message } = UpdateStatus ?? {};
  const because = Message ? `: ${Message}` : "";
  if (State === "paused") return `Docker paused the update${because}`;
  if (State === "rollback_started") return `Docker rolls back to the previous version${because}`;
  if (State === "rollback_completed") return `Docker rolled back to the previous version${because}`;
  if (State === "rollback_paused") return `Docker paused the rollback${because}`;
  return undefined;
}

/** What the user should hear of: the task that ended the update, another failed one, else one that finds no node. */
export function troubleOf(
  tasks: readonly Task[],
  unfinished: Task[],
  nodes: readonly SwarmNode[],
  { UpdateStatus }: Service,
): Trouble | undefined {
  const newest = (found: Task[]) => found.sort((a, b) => when(b) - when(a))[0];
  const waiting = newest(unfinished.filter(({ Status }) => Status.State === "pending" && Status.Err));
  const named = tasks.find(({ ID }) => UpdateStatus?.Message?.includes(ID));
  const task = named ?? newest(tasks.filter(hasFailed)) ?? waiting;
  if (!task) return undefined;
  const node = nodes.find(({ ID }) => ID === task.NodeID)?.Description?.Hostname;
  const { Err, Message, ContainerStatus, State } = task.Status;
  const code = ContainerStatus?.ExitCode;
  const reason = Err || (code ? `task: non-zero exit (${code})` : Message) || State;
  return { taskId: task.ID, node, reason, hasLogs: State === "failed", unplaced: State === "pending" };
}

const when = (task: Task) => Date.parse(task.Status.Timestamp ?? task.UpdatedAt ?? task.CreatedAt);
export const hasFailed = ({ Status }: Task) => Status.State === "failed" || Status.State === "rejected";
