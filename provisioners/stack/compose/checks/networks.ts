import { isIP } from "node:net";
import { networkProblem, overlap } from "../../../host/cidr";
import type { Findings } from "../document/findings";
import { at, itemsOf, textOf } from "../document/nodes";
import type { Tree } from "../document/tree";
import { type Declared, declaredIn, usedNetworks } from "./declared";
import { swarmNameProblem } from "./names";

/** Drivers of networks on one node. */
const ofOneNode = ["bridge", "macvlan", "ipvlan", "host", "null", "none"];
/** Names of networks that each Docker has. */
const predefined = ["bridge", "host", "none", "default"];

/** A subnet that a stack gives to a network of its own. */
export interface DeclaredSubnet {
  network: string;
  subnet: string;
  at: number;
}

/** Networks that no service can be in, and those that the daemon refuses to make. */
export function checkNetworks(file: Tree, stack: string, findings: Findings): void {
  for (const network of networksInUse(file, stack)) {
    const { key, keyAt, value, nameAt, external } = network;
    const problem = external ? externalProblem(network) : ownProblem(network);
    if (problem) findings.problem(nameAt, `networks.${key} ${problem}`);
    const driver = at(value, "driver");
    if (external || !ofOneNode.includes(textOf(driver)?.toLowerCase() ?? "")) continue;
    findings.problem(
      driver?.at ?? keyAt,
      `networks.${key} is of one node with the driver \`${textOf(driver)}\`, and services take networks of the swarm only: remove \`driver\`${hostHint(textOf(driver))}`,
    );
  }
  const taken: DeclaredSubnet[] = [];
  for (const { network, subnet, at } of subnetsOf(file, stack)) {
    const problem = networkProblem(subnet);
    const other = taken.find((one) => overlap(one.subnet, subnet));
    if (problem) findings.problem(at, `networks.${network}: the subnet ${subnet} ${problem}`);
    else if (other)
      findings.problem(at, `networks.${network}: the subnet ${subnet} overlaps ${textFor(other, network)}`);
    taken.push({ network, subnet, at });
  }
}

/** The IPv4 subnets of the networks that the stack makes. */
export function subnetsOf(file: Tree, stack: string): DeclaredSubnet[] {
  return networksInUse(file, stack)
    .filter(({ external }) => !external)
    .flatMap(({ key, value }) =>
      itemsOf(at(value, "ipam", "config")).flatMap((item) => {
        const node = at(item, "subnet");
        const subnet = textOf(node) ?? "";
        const [address = "", bits = ""] = subnet.split("/");
        const isSubnet = isIP(address) === 4 && /^\d\d?$/.test(bits) && Number(bits) <= 32;
        return node && isSubnet ? [{ network: key, subnet, at: node.at }] : [];
      }),
    );
}

/** `default` need not be declared. */
function networksInUse(file: Tree, stack: string): Declared[] {
  const used = usedNetworks(file);
  return declaredIn(file, "networks", stack).filter(({ key }) => used.has(key));
}

function ownProblem({ name }: Declared): string | undefined {
  if (predefined.includes(name)) {
    return `has the name of a network that Docker has itself: choose another${name === "host" ? ", or add `external: true` for the nodes' own network" : ""}`;
  }
  if (name === "ingress") return "has the name of the routing mesh: choose another";
  return swarmNameProblem("network", name);
}

function externalProblem({ name }: Declared): string | undefined {
  if (name === "none" || name === "default") return `is \`${name}\`, which no service can be in: remove it`;
  if (name === "ingress") {
    return "is the routing mesh, which no service can be in by its own: remove it, and publish `ports`";
  }
  const problem = predefined.includes(name) ? undefined : swarmNameProblem("network", name);
  return problem && `is external, and a swarm has none of that name: it ${problem}`;
}

const hostHint = (driver = "") =>
  driver === "host" ? ", or make it `external: true` with `name: host` for the nodes' own network" : "";
const textFor = ({ network, subnet }: DeclaredSubnet, from: string) =>
  network === from ? `${subnet} of the same network` : `${subnet} of networks.${network}`;
