/** A machine that every tool gets in the same way: an address, a user and a key. */
export interface Machine {
  name: string;
  role: "manager" | "worker";
  /** Where SSH is dialled. */
  host: string;
  port: number;
  /** Other than root it needs sudo without a password. */
  user: string;
  /** IPv4 address on the network that the machines share. */
  address: string;
  /** The host's public key, as in known_hosts. */
  hostKey: string;
  privateKeyFile: string;
}

/** The two kinds of machines on which tools are compared. */
export const variants = {
  present: "Docker present",
  install: "Docker to be installed",
} as const;

export type Variant = keyof typeof variants;
