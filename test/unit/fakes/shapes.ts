import type { Host } from "../../../provisioners/docker/host";
import type { Service, SwarmNode, SwarmSpec, Task } from "../../../provisioners/docker/shapes";
import type { RunOptions } from "../../../provisioners/ssh/types";

type LocalState = "inactive" | "pending" | "active" | "error" | "locked";

/** One machine with a Docker daemon that plays its part in a swarm. */
export interface Machine {
  name: string;
  address: string;
  up: boolean;
  state: LocalState;
  nodeId: string;
  swarmId: string;
  host: Host;
  /** Answers a shell command; default: nothing on stdout. */
  shell: (command: string, options?: RunOptions) => string;
  /** A shell command's exit code; default 0. */
  exit: (command: string) => number;
  /** Called by a login to a registry: may throw the daemon's error. */
  onLogin?: (login: { username: string; password: string; serveraddress: string }) => void;
  /** Called first by a join: may throw the daemon's error, or return true to say that it did the join's work. */
  onJoin?: (token: string, target: string) => boolean | undefined;
  /** What Docker was told of the machine's addresses when it began or joined a swarm. */
  addresses?: Addresses;
  volumes?: FakeVolume[];
}

export interface Addresses {
  ListenAddr?: string;
  AdvertiseAddr?: string;
  DataPathAddr?: string;
}

export interface Join extends Addresses {
  JoinToken: string;
  RemoteAddrs: string[];
}

export interface FakeSwarm {
  id: string;
  version: number;
  spec: SwarmSpec;
  /** Public key of the certificate authority, as Docker shows it. */
  issuer: string;
  unlockKey: string;
  nodes: SwarmNode[];
  tokens: { Worker: string; Manager: string };
  pools: string[];
  subnetSize: number;
  dataPathPort: number;
  tasks: Task[];
  services: Service[];
  networks: FakeNetwork[];
  /** Secrets and configs. */
  objects: FakeObject[];
}

export interface FakeObject {
  kind: "secret" | "config";
  ID: string;
  Spec: { Name: string; Labels: Record<string, string>; Data: string };
  /** A service that the test knows of uses it. */
  used?: boolean;
}

export interface FakeNetwork {
  Id: string;
  Name: string;
  Labels: Record<string, string>;
  Driver?: string;
  Attachable?: boolean;
  Internal?: boolean;
  Options?: Record<string, string>;
  IPAM?: { Config: { Subnet: string; Gateway?: string }[] };
  /** Something uses it. */
  used?: boolean;
}

/** A volume on one machine. */
export interface FakeVolume {
  Name: string;
  Labels: Record<string, string>;
  /** IDs of ended containers that had it. */
  containers?: string[];
}
