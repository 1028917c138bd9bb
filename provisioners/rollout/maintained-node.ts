import type { Host } from "../docker/host";

/** A host that is a node of a swarm. */
export interface MaintainedNode {
  name: string;
  host: Host;
  nodeId: string;
  role: "manager" | "worker";
  /** Published ports that answered there before. */
  ports?: readonly number[];
}
