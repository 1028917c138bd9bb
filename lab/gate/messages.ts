import type { InboundRule } from "../network/firewall";
import type { Impairment } from "../network/switch";

/** A program that is a machine. */
export interface Program {
  /** Stands in the command lines of all its processes. */
  word: string;
  file: string;
  args: string[];
  env: Record<string, string>;
  /** Where its console goes. */
  console: string;
}

/** How a machine's private network reaches the switch: user-mode Linux by L2TPv3, QEMU by a socket. */
export type LinkAddress = { kind: "l2tp"; localPort: number; remotePort: number } | { kind: "stream"; path: string };

/** A machine's place in the management network of the lab's namespace. */
export interface ManagementLink {
  /** Interface that the machine plugs into. */
  cable: string;
  address: string;
}

/** What the lab's daemon asks of its gate, each answered by a `Reply`. */
export type Request =
  | { do: "start"; name: string; program: Program; link: LinkAddress; management?: ManagementLink }
  | { do: "signal"; name: string; signal: NodeJS.Signals }
  | { do: "remove"; name: string }
  /** A change of a running user-mode Linux machine's hardware, at its management console. */
  | { do: "console"; socket: string; words: string }
  | { do: "impair"; from: string; to: string; impairment?: Impairment }
  | { do: "partition"; groups: string[][] }
  | { do: "heal" }
  | { do: "firewall"; name: string; rules?: InboundRule[] }
  | { do: "statistics" };

/** Handed over with the accepted connection: the gate joins it to a machine's port. */
export interface Connect {
  do: "connect";
  address: string;
  port: number;
}

export type Numbered = Request & { id: number };

export interface Reply {
  id: number;
  value?: unknown;
  error?: string;
}

/** A machine's program ended. */
export interface Exit {
  exit: string;
}
