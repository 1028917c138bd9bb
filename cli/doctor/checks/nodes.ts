import { nodeName } from "../../../provisioners/docker/quorum";
import type { SwarmNode } from "../../../provisioners/docker/shapes";
import type { SwarmLook } from "../../look/swarm-look";
import type { DeclaredNode } from "../../stack/declared-swarm";
import { type Check, type Finding, finding } from "../finding";
import { fixCommand } from "../fix-command";

const out: Check = {
  check: "node-down",
  severity: "attention",
  why: "Its tasks run on other nodes, where these have room.",
  fix: "Start its machine, or look at `systemctl status docker` there. If it is gone for good, replace it with `pulumi up --replace`.",
};
const missing: Check = {
  check: "node-missing",
  severity: "attention",
  why: "The stack declares a node that the swarm has not.",
  fix: "Run `pulumi up --refresh`, which joins it again.",
};
const stale: Check = {
  check: "stale-node",
  severity: "attention",
  why: "A record without a machine: global services and `docker node ls` count it.",
  fix: `If no other stack declares it, remove it with \`${fixCommand("stale-node")}\`.`,
};
const foreign: Check = {
  check: "undeclared-node",
  severity: "note",
  why: "Somebody joined it by hand, or another stack declares it.",
  fix: "Declare it, or remove it with `docker swarm leave` there.",
};
const drift: Check = {
  check: "node-drift",
  severity: "attention",
  why: "Somebody changed the node by hand.",
  fix: "Run `pulumi up --refresh`, which sets what is declared.",
};
const versions: Check = {
  check: "mixed-versions",
  severity: "note",
  why: "Docker supports a swarm with several versions only while it is upgraded.",
  fix: "Declare `swarm:engine.version`, and run `pulumi up`.",
};

/** Records of nodes that are down and that the state does not declare. */
export function staleNodesIn({ declared, swarm }: Pick<SwarmLook, "declared" | "swarm">): SwarmNode[] {
  const known = new Set(declared.nodes.map(({ nodeId }) => nodeId));
  return (swarm?.nodes ?? []).filter(({ ID, Status }) => Status.State === "down" && !known.has(ID));
}

/** What the nodes' records show, beside what is declared. */
export function nodeFindings({ declared, swarm }: SwarmLook): Finding[] {
  if (!swarm) return [];
  const byId = new Map(declared.nodes.map((node) => [node.nodeId, node]));
  const present = new Set(swarm.nodes.map(({ ID }) => ID));
  const lacking = declared.nodes.filter(({ nodeId }) => !present.has(nodeId));
  return [
    ...lacking.map(({ name, role }) => finding(missing, name, `the swarm has no such ${role}`)),
    ...swarm.nodes.flatMap((node) => recordFindings(node, byId.get(node.ID))),
    ...versionFindings(declared.name, swarm.nodes),
  ];
}

function recordFindings(node: SwarmNode, declared: DeclaredNode | undefined): Finding[] {
  const name = declared?.name ?? nodeName(node);
  const isOut = node.Status.State !== "ready";
  const message = node.Status.Message ? `: ${node.Status.Message}` : "";
  const state = `the node is ${node.Status.State}${message}`;
  if (!declared)
    return [isOut ? finding(stale, name, `${state}, and not declared`) : finding(foreign, name, "it is not declared")];
  const { Role, Availability, Labels } = node.Spec;
  return [
    ...(isOut ? [finding(out, name, state)] : []),
    ...(Role === declared.role ? [] : [finding(drift, name, `it is a ${Role}, declared as ${declared.role}`)]),
    ...(Availability === declared.availability
      ? []
      : [finding(drift, name, `its availability is ${Availability}, declared as ${declared.availability}`)]),
    ...labelFindings(name, Labels ?? {}, declared.labels ?? {}),
  ];
}

/** Labels that nobody declares may be on the node, too. */
function labelFindings(name: string, labels: Record<string, string>, declared: Record<string, string>): Finding[] {
  const others = Object.entries(declared).filter(([key, value]) => labels[key] !== value);
  return others.map(([key, value]) =>
    finding(drift, name, `its label ${key} is ${labels[key] ?? "not there"}, declared as ${value}`),
  );
}

function versionFindings(swarm: string, nodes: readonly SwarmNode[]): Finding[] {
  const found = [...new Set(nodes.flatMap((node) => node.Description?.Engine?.EngineVersion ?? []))].sort();
  return found.length > 1 ? [finding(versions, swarm, `the nodes run Docker ${found.join(", ")}`)] : [];
}
