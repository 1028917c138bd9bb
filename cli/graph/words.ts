import type { TasksThere, Topology, TopologyNode, TopologyService, Zone } from "./topology";

/** Without one label `zone` on any node, the nodes are of no zone. */
export function zoneTitle({ name }: Zone, zones: number): string {
  if (name !== undefined) return `zone ${name}`;
  return zones > 1 ? "without a zone" : "nodes";
}

/** True for a node that takes no part in the swarm, or of which nobody knows. */
export const isDown = ({ state }: Pick<TopologyNode, "state">): boolean => state !== "ready";

export const roleText = ({ role, leader }: Pick<TopologyNode, "role" | "leader">): string =>
  leader ? `${role}, leader` : role;

/** What is not as usual: `down`, `drain`. */
export function stateText({ state, availability }: Pick<TopologyNode, "state" | "availability">): string {
  return [...(state === "ready" ? [] : [state]), ...(availability === "active" ? [] : [availability])].join(", ");
}

/** `web ×2`, and `web 1 of 2 running` where not all do. */
export function tasksText({ service, running, wanted }: TasksThere): string {
  return running === wanted ? `${service} ×${wanted}` : `${service} ${running} of ${wanted} running`;
}

export function nodeLines(node: TopologyNode): string[] {
  const { name, address, engine } = node;
  const lines = [name, roleText(node), stateText(node), [address, engine].filter(Boolean).join(" · ")];
  return [...lines, ...node.tasks.map(tasksText)].filter(Boolean);
}

export function serviceLines({ name, running, desired, reason }: TopologyService): string[] {
  return [name, `${running} of ${desired} running`, ...(reason === undefined ? [] : [reason])];
}

export function storageText({ name, server }: Topology["storage"][number]): string {
  return server === undefined ? name : `${name} (server ${server})`;
}
