import type { HappeningView, NodeView, Snapshot, TaskView } from "./wire";

/** What changed from one snapshot to the next: tasks that moved or changed, nodes, and the quorum. */
export function movesBetween(before: Snapshot, after: Snapshot): HappeningView[] {
  const tell = (where: string, what: string): HappeningView => ({ at: after.at, where, what });
  const quorum =
    before.quorum.text === after.quorum.text ? [] : [tell(after.swarm.name, `quorum ${after.quorum.text}`)];
  return [
    ...quorum,
    ...after.nodes.flatMap((node) => {
      const known = before.nodes.find(({ name }) => name === node.name);
      const [was, is] = [known && nodeText(known), nodeText(node)];
      return was === is ? [] : [tell(node.name, was === undefined ? `is there: ${is}` : `${was} → ${is}`)];
    }),
    ...(after.seenBefore === undefined ? taskMoves(before.tasks, after.tasks).map((each) => tell(...each)) : []),
  ];
}

const nodeText = ({ state, availability, role, leader }: NodeView) =>
  `${leader ? "leader" : role}, ${state}, ${availability}`;

function taskMoves(before: readonly TaskView[], after: readonly TaskView[]): [string, string][] {
  const known = new Map(before.map((task) => [task.id, task]));
  const there = new Set(after.map(({ id }) => id));
  const place = ({ node }: TaskView) => node || "no node yet";
  const started = after.flatMap((task): [string, string][] => {
    const same = known.get(task.id);
    if (same) {
      if (same.state === task.state && same.node === task.node) return [];
      return [[task.name, `${same.state} → ${task.state} on ${place(task)}${task.error ? `: ${task.error}` : ""}`]];
    }
    const last = before.find(({ name, node }) => name === task.name && node !== task.node);
    return [[task.name, last ? `moves from ${place(last)} to ${place(task)}` : `${task.state} on ${place(task)}`]];
  });
  const ended = before.filter(({ id }) => !there.has(id));
  return [...started, ...ended.map((task): [string, string] => [task.name, `ended on ${place(task)}`])];
}
