import type { Service, SwarmNode, Task } from "../shapes";
import { isHopeless, placementText, stuckUpdate } from "./placement";
import { exhausted, hasFailed, rank, type Trouble, troubleOf, updateFailure } from "./task-errors";

/** How far one service is. */
export interface Progress {
  id: string;
  name: string;
  image: string;
  mode: "replicated" | "global" | "replicated-job" | "global-job";
  running: number;
  desired: number;
  /** All tasks run (jobs: are complete). */
  settled: boolean;
  /** What it does, for the live status: "pulling". Empty when settled. */
  phase: string;
  /** Why it cannot go on by itself: a rollback, a paused update, no attempt left. */
  failure?: string;
  /** Why no node takes its tasks; until somebody changes something when `hopeless`. */
  refusals?: string;
  hopeless?: boolean;
  /** The last thing that went wrong with a task of the current version. */
  trouble?: Trouble;
  /** How often tasks have failed, by slot. */
  crashes: Map<string, Set<string>>;
}

const phases: Record<string, string> = {
  new: "waiting",
  pending: "waiting for a node",
  assigned: "assigned",
  accepted: "assigned",
  preparing: "pulling",
  ready: "starting",
  starting: "starting",
};

/** Pure: judges a service by its tasks of the current version; `history` has those of earlier versions too. */
export function progressOf(
  service: Service,
  tasks: readonly Task[],
  nodes: readonly SwarmNode[],
  history: readonly Task[] = tasks,
): Progress {
  const { Spec, JobStatus } = service;
  const mode = modeOf(service);
  const iteration = JobStatus?.JobIteration?.Index;
  const current = mode.endsWith("job") ? tasks.filter((task) => task.JobIteration?.Index === iteration) : tasks;
  const down = new Set(nodes.filter(({ Status }) => Status.State === "down").map(({ ID }) => ID));
  const slots = bySlot(current.filter(({ NodeID }) => !NodeID || !down.has(NodeID)));
  const wanted = mode.endsWith("job") ? [...slots.values()] : [...slots.values()].filter(isWanted(service));
  const done = wanted.filter(isDone(service, mode)).length;
  const desired = desiredOf(service, mode, wanted.length);
  const unfinished = wanted.filter((task) => !isDone(service, mode)(task));
  const updated = updateFailure(service);
  const exhaustion = exhausted(service, [...slots.values()], wanted.length, desired);
  // After a rollback the failed tasks are those of a version that is no longer the service's.
  const trouble = troubleOf(updated ? history : current, unfinished, nodes, service);
  const unplaced = trouble?.unplaced === true;
  const failure = updated ?? exhaustion ?? (unplaced ? stuckUpdate(service, nodes) : undefined);
  return {
    id: service.ID,
    name: Spec.Name,
    image: imageOf(Spec),
    mode,
    running: done,
    desired,
    settled: !failure && done >= desired && updateDone(service),
    phase: failure ? "failed" : phaseOf(unfinished, done, desired, service),
    failure,
    ...(unplaced && { refusals: placementText(service, nodes), hopeless: isHopeless(service, nodes) }),
    trouble,
    crashes: crashesOf(current),
  };
}

function modeOf({ Spec: { Mode } }: Service): Progress["mode"] {
  if (Mode.Global) return "global";
  if (Mode.ReplicatedJob) return "replicated-job";
  if (Mode.GlobalJob) return "global-job";
  return "replicated";
}

/** Replicas by number, global ones by node. */
const slotOf = (task: Task) => (task.Slot ? String(task.Slot) : (task.NodeID ?? task.ID));

/** Of each slot the task that counts: the one that is wanted most, then the one that is least far. */
function bySlot(tasks: readonly Task[]): Map<string, Task> {
  const slots = new Map<string, Task>();
  for (const task of tasks) {
    const known = slots.get(slotOf(task));
    const before =
      known &&
      (rank(known.DesiredState) - rank(task.DesiredState) ||
        (rank(known.DesiredState) > rank("running")
          ? Date.parse(task.CreatedAt) - Date.parse(known.CreatedAt)
          : rank(known.Status.State) - rank(task.Status.State)));
    if (!known || (before ?? 0) > 0) slots.set(slotOf(task), task);
  }
  return slots;
}

function isWanted({ Spec }: Service): (task: Task) => boolean {
  const oneShot = Spec.TaskTemplate.RestartPolicy?.Condition;
  // A task that ended well and is not to be started again is done, although it is wanted no more.
  return (task) =>
    rank(task.DesiredState) <= rank("running") ||
    (task.Status.State === "complete" && (oneShot === "none" || oneShot === "on-failure"));
}

function isDone({ Spec }: Service, mode: Progress["mode"]): (task: Task) => boolean {
  const oneShot = Spec.TaskTemplate.RestartPolicy?.Condition;
  return ({ Status }) =>
    mode.endsWith("job")
      ? Status.State === "complete"
      : Status.State === "running" || (Status.State === "complete" && (oneShot === "none" || oneShot === "on-failure"));
}

function desiredOf({ Spec: { Mode } }: Service, mode: Progress["mode"], slots: number): number {
  if (mode === "replicated") return Mode.Replicated?.Replicas ?? 1;
  if (mode === "replicated-job") return Mode.ReplicatedJob?.TotalCompletions ?? Mode.ReplicatedJob?.MaxConcurrent ?? 1;
  return slots;
}

/** The image that a service runs, without its digest. */
export function imageOf({ TaskTemplate }: Pick<Service["Spec"], "TaskTemplate">): string {
  return (TaskTemplate.ContainerSpec?.Image ?? "").replace(/@sha256:.*/, "");
}

function updateDone({ UpdateStatus }: Service): boolean {
  return !UpdateStatus?.State || UpdateStatus.State === "completed";
}

function phaseOf(unfinished: Task[], done: number, desired: number, service: Service): string {
  const states = unfinished.map(({ Status }) => Status.State);
  for (const state of ["preparing", "starting", "ready", "pending", "accepted", "assigned", "new"]) {
    if (states.includes(state)) return phases[state] ?? state;
  }
  if (done < desired) return states.length > 0 ? "restarting" : "waiting";
  return updateDone(service) ? "" : "updating";
}

function crashesOf(tasks: readonly Task[]): Map<string, Set<string>> {
  const crashes = new Map<string, Set<string>>();
  for (const task of tasks.filter(hasFailed)) {
    const slot = slotOf(task);
    crashes.set(slot, (crashes.get(slot) ?? new Set()).add(task.ID));
  }
  return crashes;
}
