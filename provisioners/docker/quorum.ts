import { SwarmError } from "../core/errors";
import type { SwarmNode } from "./shapes";

export interface Quorum {
  managers: number;
  reachable: number;
  leader: boolean;
  /** A leader is there and a majority is reachable. */
  held: boolean;
}

/** Raft needs more than half of all managers. */
export function majority(managers: number): number {
  return Math.floor(managers / 2) + 1;
}

export function quorumOf(nodes: readonly SwarmNode[]): Quorum {
  const managers = nodes.filter((node) => node.ManagerStatus);
  const reachable = managers.filter(isReachable).length;
  const leader = managers.some((node) => node.ManagerStatus?.Leader);
  return { managers: managers.length, reachable, leader, held: leader && reachable >= majority(managers.length) };
}

export function isReachable(node: SwarmNode): boolean {
  return node.ManagerStatus?.Reachability === "reachable";
}

/** Refuses to add a manager where the swarm would stand without a majority even if the new one comes up. */
export function checkGrow(nodes: readonly SwarmNode[], name: string): void {
  const { managers, reachable, held } = quorumOf(nodes);
  if (held && reachable + 1 >= majority(managers + 1)) return;
  throw unsafe(`make ${name} a manager`, nodes);
}

/** Refuses to take away a manager where the rest would stand without a majority. */
export function checkShrink(nodes: readonly SwarmNode[], nodeId: string, name: string): void {
  const { managers, reachable, held } = quorumOf(nodes);
  const gone = nodes.find((node) => node.ID === nodeId);
  const left = reachable - (gone && isReachable(gone) ? 1 : 0);
  if (held && managers > 1 && left >= majority(managers - 1)) return;
  throw unsafe(`take the manager ${name} away`, nodes);
}

/** True where a manager may be out for a while, as for a restart of its engine. */
export function canSpare(nodes: readonly SwarmNode[], nodeId: string): boolean {
  const { managers, reachable } = quorumOf(nodes);
  const node = nodes.find(({ ID }) => ID === nodeId);
  return reachable - (node && isReachable(node) ? 1 : 0) >= majority(managers);
}

function unsafe(step: string, nodes: readonly SwarmNode[]): SwarmError {
  const { managers, reachable } = quorumOf(nodes);
  const dead = nodes.filter((node) => node.ManagerStatus && !isReachable(node)).map(nodeName);
  return new SwarmError({
    code: "SWARM_QUORUM_AT_STAKE",
    summary: `Refused to ${step}: the swarm would lose its quorum`,
    cause: `${reachable} of ${managers} managers are reachable${dead.length ? `; not reachable: ${dead.join(", ")}` : ""}`,
    fix:
      dead.length > 0
        ? "Bring the unreachable managers back, or remove them first, then run again."
        : "Add a manager first; the last manager goes only with the swarm itself.",
  });
}

/** A node for messages. */
export function nodeName(node: SwarmNode): string {
  return node.Description?.Hostname || node.Status.Addr || node.ID;
}
