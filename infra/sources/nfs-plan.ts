import type { Connection } from "../resources/types";
import type { Diagnostics } from "../settings/problems/diagnostics";
import type { NfsSettings } from "../settings/types";

/** Name of the machine that serves NFS, where it has one of its own. */
export const nfsMachineName = "nfs";

/** What serves NFS: a machine of the swarm, or one beside it. */
export type NfsPlace =
  | { kind: "node"; name: string }
  | { kind: "lab"; name: string; address: string; cpus: number; memory: number }
  | { kind: "host"; name: string; address: string; connection: Connection };

/** How a source serves the key `nfs`. */
export interface NfsPlan {
  /** Names of the swarm's machines. */
  readonly names: readonly string[];
  /** A server beside the swarm's machines; `undefined` after a problem. */
  beside(settings: NfsSettings, diagnostics: Diagnostics): NfsPlace | undefined;
}
