import { engineInfo } from "../../docker/client/engine";
import type { Host } from "../../docker/host";
import type { EngineInfo } from "../../docker/shapes";

export type LocalSwarm = NonNullable<EngineInfo["Swarm"]>;

/** Without a quorum the daemon itself takes 20 s to say so. */
export const SLOW = { deadlineMs: 25_000 };

/** What a host thinks of its membership. */
export async function localSwarm(host: Host): Promise<LocalSwarm> {
  const info = await engineInfo(host, SLOW);
  const none: LocalSwarm = { LocalNodeState: "inactive", NodeID: "", ControlAvailable: false };
  return info.Swarm?.LocalNodeState ? info.Swarm : none;
}
