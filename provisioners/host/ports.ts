/** Where the managers of a swarm talk to each other. */
export const swarmPort = 2377;
/** Where overlay networks pass between nodes, unless the swarm was made with another `dataPathPort`. */
export const usualDataPathPort = 4789;

/** Who a rule of the port table lets in. */
export type PortSource = "node" | "admin";
/** Whom it lets them reach. */
export type PortTarget = "manager" | "node" | "nfs";

/** One row of the port table. */
export interface PortRule {
  /** What it is for, in a few words: a firewall rule's description. */
  purpose: string;
  from: PortSource;
  to: PortTarget;
  /** `esp` is IP protocol 50 and has no port. */
  protocol: "tcp" | "udp" | "esp";
  port?: number;
  /** Needed only where overlay networks are encrypted. */
  encryptedOnly?: boolean;
  /** Passes between the nodes' data path addresses. */
  onDataPath?: boolean;
}

const overlay: PortRule = {
  purpose: "overlay networks",
  from: "node",
  to: "node",
  protocol: "udp",
  port: usualDataPathPort,
  onDataPath: true,
};
const encryptedOverlay: PortRule = {
  purpose: "encrypted overlay networks",
  from: "node",
  to: "node",
  protocol: "esp",
  encryptedOnly: true,
  onDataPath: true,
};

/**
 * What a swarm needs of the network; every firewall is rendered from these rows. Published ports come on top. The port of
 * overlay networks has no authentication: it must never be open to anything but nodes.
 */
export const portTable: readonly PortRule[] = [
  { purpose: "swarm management", from: "node", to: "manager", protocol: "tcp", port: swarmPort },
  { purpose: "swarm gossip", from: "node", to: "node", protocol: "tcp", port: 7946 },
  { purpose: "swarm gossip", from: "node", to: "node", protocol: "udp", port: 7946 },
  overlay,
  encryptedOverlay,
  { purpose: "SSH", from: "admin", to: "node", protocol: "tcp", port: 22 },
  { purpose: "NFS", from: "node", to: "nfs", protocol: "tcp", port: 2049 },
];

/** What nodes need of a node in this role, with the swarm's own port for overlay networks. */
export function nodeRows<Port>(role: "manager" | "worker", dataPathPort: Port) {
  return portTable
    .filter(({ from, to }) => from === "node" && (to === "node" || to === role))
    .map((row) => ({ ...row, port: row === overlay ? dataPathPort : row.port }));
}

/** The row whose port a node itself listens on, so that no service can be published there. */
export function reservedPort(port: number, protocol: "tcp" | "udp" | "sctp"): PortRule | undefined {
  return portTable.find((rule) => rule.port === port && rule.protocol === protocol && rule.to !== "nfs");
}

/** Rows that one kind of machine needs. The NFS host is no node, and yet logged in to as one. */
export function rowsFor(target: PortTarget, { encrypted }: { encrypted: boolean }): PortRule[] {
  return portTable.filter(
    ({ from, to, encryptedOnly }) =>
      (to === target || (target === "nfs" && from === "admin")) && (encrypted || !encryptedOnly),
  );
}
