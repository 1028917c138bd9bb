/** What simulated hosts are like. */
export interface Nature {
  /** The same seed gives the same hosts, times and failures. */
  seed: number;
  /** Milliseconds of a round trip, half of it each way. */
  latencyMs: number;
  /** How long a host's own work takes; 1 is about a small cloud machine, 0 takes no time. */
  workFactor: number;
  /** Of how many commands one is cut off half-way, with its connection; 0 for none. */
  oneDropIn: number;
}

/** What a process of hosts is told. */
export interface Order extends Nature {
  hosts: { name: string; address: string }[];
  /** The public key that may log in. */
  authorizedKey: string;
  /** Where Docker's API of all hosts answers. */
  centre: string;
}

/** A host as it can be reached. */
export interface Door {
  name: string;
  port: number;
  hostKey: string;
}

/** Something that a host was asked for, with the milliseconds since the epoch of its begin and end. */
export interface Operation {
  kind: "dial" | "command" | "docker";
  what: string;
  began: number;
  ended: number;
  /** Round trips over the network that it takes by itself. */
  roundTrips: number;
  /** Milliseconds of the host's own work, however busy the computer is that simulates it. */
  workMs: number;
}

export interface HostRecord {
  name: string;
  connections: number;
  operations: Operation[];
}

/** What a process of hosts tells. */
export type Message = { doors: Door[] } | { records: HostRecord[] } | { unsupported: string };
export type Ask = { order: Order } | "records";
