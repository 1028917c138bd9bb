import type { ErrorParts } from "../provisioners/core/errors";
import type { Request } from "./gate/messages";
import type { ImageKind } from "./image/kinds";
import type { InboundRule } from "./network/firewall";
import type { Disk, MachineRecord } from "./store";

/*
 * Between the lab's daemon and whoever uses the lab: one connection a command, one JSON line there, then lines with a
 * status, and last one with the value or the error.
 */
export interface MachineRequest {
  /** Host name, a DNS label. */
  name: string;
  cpus: number;
  /** MiB. */
  memory: number;
  /** On the lab's private network. */
  address: string;
  image: ImageKind;
  /** Public key that may log in as root. */
  authorizedKey: string;
  /** Ports of the machine to reach on 127.0.0.1. */
  ports: number[];
  /** For the image `cloud`. */
  cloud?: CloudPart;
}

/** What makes a machine like one of a cloud. */
export interface CloudPart {
  /** For cloud-init; user and host keys are its business then. */
  userData: string;
  metaData: string;
  /** Address of loopback, other than 127.0.0.1, at which the ports that the firewall opens answer; none, where it has none. */
  publicAddress?: string;
}

/** A machine, whether it runs, and why its last start failed. */
export type MachineView = MachineRecord & { up: boolean; failure?: string };

export type Command =
  | { command: "ensure"; machine: MachineRequest }
  | { command: "list" }
  | { command: "start" | "kill" | "remove" | "expectPowerOff"; name: string }
  | { command: "signal"; name: string; signal: NodeJS.Signals }
  | { command: "forward"; name: string; port: number }
  /** What may come in, from the private network and at the public address; without rules everything from the former. */
  | { command: "firewall"; name: string; rules?: InboundRule[] }
  | { command: "attach"; name: string; disk: Disk }
  | { command: "detach"; name: string; file: string }
  | { command: "network"; request: Request };

export type Line = { status: string } | { value: unknown } | { error: ErrorParts };
