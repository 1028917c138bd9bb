import { nodeName, quorumOf } from "../../provisioners/docker/quorum";
import { progressOf } from "../../provisioners/docker/services/progress";
import type { Service, SwarmNode, Task } from "../../provisioners/docker/shapes";
import type { Refusal } from "../../provisioners/swarm/access/manager-view";
import type { DeclaredNode } from "../stack/declared-swarm";
import type { Workloads } from "../workloads/read";
import { stackOf } from "../workloads/select";
import type { HostLook, Usage } from "./host-look";
import { marginOf, type QuorumMargin } from "./quorum-margin";
import { quorumRisks } from "./quorum-risks";
import type { SwarmLook } from "./swarm-look";

/** One node in the table. What is not known is left out. */
export interface NodeRow {
  name: string;
  role: string;
  leader: boolean;
  availability: string;
  /** As Docker says it (`ready`, `down`); `missing` for a declared node that the swarm has not, `unknown` without a quorum. */
  state: string;
  engine?: string;
  address?: string;
  zone?: string;
  /** Tasks that are to run there. */
  tasks: number;
  disk?: Usage;
  memory?: Usage;
  certificateEnds?: Date;
}

export interface ServiceRow {
  name: string;
  /** Name of its stack; undefined for a service of its own. */
  stack?: string;
  mode: string;
  image: string;
  running: number;
  desired: number;
  /** Why tasks do not run. */
  reason?: string;
  /** All tasks run, and no update is under way. */
  settled: boolean;
  /** How often the replica failed that failed most, of the tasks that Docker keeps. */
  failures: number;
  /** No node can take its tasks until somebody changes something. */
  hopeless: boolean;
}

export interface StatusReport {
  swarm: { name: string; id: string };
  /** Undefined where no manager knows it. */
  quorum?: QuorumMargin;
  /** What would break the quorum next. */
  atStake?: string[];
  nodes: NodeRow[];
  services: ServiceRow[];
  /** What each manager that cannot be used says. */
  refusals: { manager: string; reason: string }[];
}

/** Tables of what was seen. */
export function reportOf(look: SwarmLook): StatusReport {
  const { declared, managers, swarm, hosts } = look;
  return {
    swarm: { name: declared.name, id: declared.swarmId },
    quorum: swarm && marginOf(quorumOf(swarm.nodes)),
    atStake: quorumRisks(look),
    nodes: nodeRows(declared.nodes, swarm, hosts),
    services: (swarm?.services ?? []).map((service) => serviceRow(service, swarm as Workloads)).sort(byName),
    refusals: managers.flatMap((answer) =>
      "refusal" in answer ? [{ manager: answer.manager.name, reason: refusalText(answer) }] : [],
    ),
  };
}

/** Why a machine is out of reach is told of the machine. */
export function refusalText({ refusal, reason }: { refusal: Refusal; reason: string }): string {
  return refusal === "unreachable" ? "cannot be reached" : reason;
}

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, "en", { numeric: true });

/** The declared nodes, then those that only the swarm knows. */
function nodeRows(
  declared: readonly DeclaredNode[],
  swarm: Workloads | undefined,
  hosts: SwarmLook["hosts"],
): NodeRow[] {
  const known = new Map(swarm?.nodes.map((node) => [node.ID, node]));
  const rows = declared.map((each) => {
    const node = known.get(each.nodeId);
    known.delete(each.nodeId);
    const looked = hosts.get(each.name);
    const host = looked && "unreachable" in looked ? {} : looked;
    return nodeRow(each.name, node, swarm, { declared: each, host });
  });
  return [...rows.sort(byName), ...[...known.values()].map((node) => nodeRow(nodeName(node), node, swarm, {}))];
}

function nodeRow(
  name: string,
  node: SwarmNode | undefined,
  swarm: Workloads | undefined,
  { declared, host }: { declared?: DeclaredNode; host?: HostLook },
): NodeRow {
  const isWanted = (task: Task) => task.NodeID === node?.ID && task.DesiredState === "running";
  return {
    name,
    role: node?.Spec.Role ?? declared?.role ?? "",
    leader: node?.ManagerStatus?.Leader === true,
    availability: node?.Spec.Availability ?? declared?.availability ?? "",
    state: node?.Status.State ?? (swarm ? "missing" : "unknown"),
    engine: node?.Description?.Engine?.EngineVersion,
    address: declared?.address ?? node?.Status.Addr,
    zone: node?.Spec.Labels?.zone,
    tasks: swarm?.tasks.filter(isWanted).length ?? 0,
    ...host,
  };
}

function serviceRow(service: Service, { tasks, nodes }: Workloads): ServiceRow {
  const own = tasks.filter(({ ServiceID }) => ServiceID === service.ID);
  const { name, mode, image, running, desired, settled, failure, refusals, hopeless, trouble, phase, crashes } =
    progressOf(service, own, nodes);
  const where = trouble?.node ? ` (${trouble.node})` : "";
  return {
    name,
    stack: stackOf(service),
    mode,
    image,
    running,
    desired,
    settled,
    hopeless: hopeless === true,
    failures: Math.max(0, ...[...crashes.values()].map(({ size }) => size)),
    ...(!settled && { reason: failure ?? refusals ?? (trouble ? `${trouble.reason}${where}` : phase) }),
  };
}
