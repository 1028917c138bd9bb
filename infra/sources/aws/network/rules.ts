import { type PortTarget, rowsFor } from "../../../../provisioners/host/ports";
import type { OpenPort } from "../../../published";
import type { AwsPlace } from "../place";

/** Who may come in: a security group of ours by its kind, or a network. */
export type Source = { group: GroupKind } | { cidr: string };
/** Security groups of a cluster. A manager is in `manager` and in `node`. */
export type GroupKind = PortTarget | "bastion" | "balancer";

/** One rule for what comes in: one resource. */
export interface Rule {
  /** Name within its group: what it is for and whom it lets in, so that a rule keeps its name whatever else changes. */
  name: string;
  description: string;
  source: Source;
  /** Name or number of the IP protocol; by number it has no ports. */
  protocol: "tcp" | "udp" | "50";
  port?: number;
}

/** What the rules depend on. */
export interface RulesArgs {
  admins: readonly string[];
  clients: readonly string[];
  ports: readonly OpenPort[];
  encrypted: boolean;
  bastion: boolean;
  balancer: boolean;
  /** True where NFS is a service: there is nothing to log in to. */
  fileSystem: boolean;
}

/** What the rules of a cluster with this place and these published ports depend on. */
export function rulesArgs(place: AwsPlace, ports: readonly OpenPort[]): RulesArgs {
  const { admins, clients, encrypted, addresses, loadBalancer, nfs } = place;
  return {
    ...{ admins, clients, ports, encrypted },
    bastion: addresses === "private",
    balancer: loadBalancer !== undefined,
    fileSystem: nfs?.kind === "efs",
  };
}

/** The groups of a cluster. */
export function groupKinds({ addresses, loadBalancer, nfs }: AwsPlace): GroupKind[] {
  const kinds: GroupKind[] = ["node", "manager"];
  if (nfs) kinds.push("nfs");
  if (addresses === "private") kinds.push("bastion");
  if (loadBalancer) kinds.push("balancer");
  return kinds;
}

const networks = (cidrs: readonly string[]): Source[] => cidrs.map((cidr) => ({ cidr }));
const nameOf = (source: Source) =>
  "group" in source ? source.group : source.cidr.replaceAll(".", "-").replace("/", "_");

/** Everything that may come in to a group. */
export function rulesFor(group: GroupKind, args: RulesArgs): Rule[] {
  switch (group) {
    case "bastion":
      return networks(args.admins).map((source) => rule("SSH", source, "tcp", 22));
    case "balancer":
      return published(args.ports, networks(args.clients));
    case "node":
      return [
        ...tableRules(group, args),
        ...published(args.ports, args.balancer ? [{ group: "balancer" }] : networks(args.clients)),
      ];
    default:
      return tableRules(group, args);
  }
}

function tableRules(target: PortTarget, { admins, encrypted, bastion, fileSystem }: RulesArgs): Rule[] {
  const from: Record<"node" | "admin", Source[]> = {
    node: [{ group: "node" }],
    admin: bastion ? [{ group: "bastion" }] : networks(admins),
  };
  const rows = rowsFor(target, { encrypted }).filter(({ to }) => !fileSystem || to === target);
  return rows.flatMap((row) =>
    from[row.from].map((source) =>
      row.protocol === "esp" ? rule(row.purpose, source, "50") : rule(row.purpose, source, row.protocol, row.port),
    ),
  );
}

function published(ports: readonly OpenPort[], sources: readonly Source[]): Rule[] {
  return ports.flatMap(({ port, protocol }) =>
    sources.map((source) => rule(`published port ${port}`, source, protocol, port)),
  );
}

function rule(purpose: string, source: Source, protocol: Rule["protocol"], port?: number): Rule {
  const words = [port ?? "esp", protocol === "50" ? undefined : protocol, "from", nameOf(source)];
  return {
    name: words.filter((word) => word !== undefined).join("-"),
    description: purpose,
    source,
    protocol,
    ...(port !== undefined && { port }),
  };
}
