import { isReachable, nodeName, quorumOf } from "../../provisioners/docker/quorum";
import type { SwarmNode } from "../../provisioners/docker/shapes";
import { marginOf } from "./quorum-margin";
import type { SwarmLook } from "./swarm-look";

/** Share of a disk from which a manager's raft is in danger. */
const DISK = 0.85;

/** What would break the quorum next, the widest first; nothing where it takes two unrelated failures. */
export function quorumRisks({ swarm, hosts, declared }: Pick<SwarmLook, "swarm" | "hosts" | "declared">): string[] {
  if (!swarm) return [];
  const reachable = swarm.nodes.filter(isReachable);
  const { held, mayFail } = marginOf(quorumOf(swarm.nodes));
  if (!held) return [];
  const disks = reachable.flatMap((node) => {
    const name = declared.nodes.find(({ nodeId }) => nodeId === node.ID)?.name ?? nodeName(node);
    const look = hosts.get(name);
    const disk = look && "disk" in look ? look.disk : undefined;
    return disk && disk.used / disk.total > DISK
      ? [`the disk of ${name}, ${Math.round((disk.used / disk.total) * 100)} % full`]
      : [];
  });
  return [
    ...(mayFail === 0
      ? [reachable.length === 1 ? "the failure of the only manager" : "the failure of any other manager"]
      : []),
    ...zonesAtStake(reachable, mayFail),
    ...(disks.length > mayFail ? [`full disks: ${disks.join(" and ")}`] : []),
    ...mixedVersions(reachable),
  ];
}

/** Zones with more reachable managers than may fail. One manager alone is told already. */
function zonesAtStake(managers: readonly SwarmNode[], mayFail: number): string[] {
  const zones = new Map<string, number>();
  for (const { Spec } of managers) {
    const zone = Spec.Labels?.zone;
    if (zone) zones.set(zone, (zones.get(zone) ?? 0) + 1);
  }
  return [...zones]
    .filter(([, count]) => count > mayFail && count > 1)
    .map(([zone, count]) => `the loss of the zone ${zone}, with ${count} of ${managers.length} managers`);
}

/** An older manager may not read what a newer leader writes. */
function mixedVersions(managers: readonly SwarmNode[]): string[] {
  const versions = [...new Set(managers.flatMap((node) => node.Description?.Engine?.EngineVersion ?? []))].sort();
  return versions.length > 1 ? [`a leader with a newer Docker than the others (${versions.join(", ")})`] : [];
}
