import type { Input, Output, Resource } from "@pulumi/pulumi";
import type { Availability, Role } from "../topology";
import type { ConnectionArgs } from "./connection";

/**
 * A machine as a cluster needs it, wherever it comes from. Every source of machines gives these, and nothing after it
 * knows which source it was.
 */
export interface ClusterMachine {
  /** DNS label, unique in the cluster: the identity of the machine's resources. */
  name: string;
  /** Pool that it belongs to. */
  pool: string;
  role: Role;
  /** IPv4 address on the network that the machines share: what the swarm advertises. */
  address: Input<string>;
  /** IPv4 address on which Docker listens for the swarm. Default: all. */
  listenAddress?: Input<string>;
  /** IPv4 address for the traffic of overlay networks. Default: `address`. */
  dataPathAddress?: Input<string>;
  /** How to reach it over SSH. */
  connection: ConnectionArgs;
  /** Node labels. */
  labels: Record<string, string>;
  availability: Availability;
  /** Size of the root disk in GiB, where the source sets it. */
  rootDisk?: number;
  /** Failure domain, where the source has such. */
  zone?: Input<string>;
  /** `host:port` at which a port published on the machine answers the user; `undefined` where it cannot be reached. */
  endpoint(port: number): Output<string | undefined>;
  /**
   * What goes when the machine goes, so that nothing on it needs to be undone first. `undefined` for a machine that
   * we did not make and that stays.
   */
  resource?: Resource;
  /** Declares what comes once the machine is a node, and goes before it leaves the swarm. */
  joined?(node: Resource): void;
}

/** A setting that is fixed once machines were made with it. */
export interface FixedSetting {
  /** Key of the configuration, such as `cloud.region`. */
  key: string;
  /** Its value; empty for none. */
  value: Input<string>;
  /** What the cluster was made with. Default: the value of the run before. */
  made?: Input<string>;
}

/** What a source of machines gives. */
export interface MachineSet {
  machines: ClusterMachine[];
  /** Shared storage, where it is asked for. */
  storage?: Storage;
  /** Settings that are fixed once the machines are made. */
  fixed?: FixedSetting[];
  /** Zones in which a load balancer stands that is replaced when one of them goes. */
  balancerZones?: string[];
}

/** Shared storage: a machine that is to serve NFS, or a service that does so already. */
export type Storage = (NfsMachine | NfsHost | NfsService) & {
  /** IDs of volumes with the shared files that are made with the storage. */
  volumes?: Input<string>[];
  /** The volumes stay where the storage goes. Default: they are deleted with it. */
  retained?: boolean;
};

/** A service that serves NFS already. */
export interface NfsService {
  kind: "service";
  name: string;
  address: Input<string>;
}

/** A machine that serves what `swarm:nfs` says: one of the cluster, or one beside it. */
export interface NfsMachine extends Pick<ClusterMachine, "name" | "address" | "connection" | "resource"> {
  kind: "machine";
}

/** A machine outside the swarm with a volume, ready to become an NFS server. */
export interface NfsHost {
  kind: "host";
  name: string;
  /** IPv4 address on the network that the machines share. */
  address: Input<string>;
  connection: ConnectionArgs;
  /** Device file of the volume, attached when `resource` is there; empty at first, never formatted by the source. */
  device: Input<string>;
  /** Size of the volume in GiB, where the source makes it. */
  size?: number;
  /** Networks that the nodes are in, in CIDR form. */
  clients: string[];
  /** What makes the volume usable: everything on the host depends on it. */
  attachment: Resource;
  /** What goes when the host goes. */
  resource: Resource;
}
