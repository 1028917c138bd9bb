import { nodeName } from "../../provisioners/docker/quorum";
import type { Service, Task } from "../../provisioners/docker/shapes";
import { type NodeRow, reportOf } from "../look/report";
import type { SwarmLook } from "../look/swarm-look";
import type { Workloads } from "../workloads/read";
import { byText } from "./collate";
import type { NfsExports } from "./nfs-exports";
import { portsOf, storageOf } from "./service-parts";

/** The tasks of a service that are to run on a node. */
export interface TasksThere {
  service: string;
  running: number;
  wanted: number;
}

export interface TopologyNode
  extends Pick<NodeRow, "name" | "role" | "leader" | "availability" | "state" | "engine" | "address"> {
  tasks: TasksThere[];
}

export interface Zone {
  /** Undefined for nodes without a label `zone`. */
  name?: string;
  nodes: TopologyNode[];
}

export interface TopologyService {
  name: string;
  running: number;
  desired: number;
  /** Why tasks do not run. */
  reason?: string;
  /** `8080→80/tcp`. */
  ports: string[];
  /** Names. */
  networks: string[];
  /** `nfs 10.0.0.4:/srv/data`, `volume data`, `bind /srv`. */
  storage: string[];
}

export interface TopologyNetwork {
  name: string;
  driver: string;
  subnets: string[];
}

/** What a swarm consists of, in a fixed order: the same swarm gives the same topology. */
export interface Topology {
  swarm: string;
  /** In words. */
  quorum: string;
  zones: Zone[];
  services: TopologyService[];
  networks: TopologyNetwork[];
  storage: { name: string; server?: string }[];
}

export interface TopologyParts {
  networks: readonly { Id: string; Name: string; Driver: string; IPAM?: Subnets }[];
  exports: readonly NfsExports[];
}

interface Subnets {
  Config?: { Subnet?: string }[] | null;
}

/** Without a quorum, of the nodes what is declared, and no services. */
export function topologyOf(look: SwarmLook, { networks, exports }: TopologyParts): Topology {
  const report = reportOf(look);
  const services = report.services.map(({ name, running, desired, reason }) => ({
    ...{ name, running, desired, reason },
    ...partsOf(
      look.swarm?.services.find(({ Spec }) => Spec.Name === name),
      networks,
    ),
  }));
  const own = networks.filter(({ Driver, Name }) => Driver === "overlay" && Name !== "ingress");
  const unknown = report.refusals.map(({ manager, reason }) => `${manager} ${reason}`).join("; ");
  return {
    swarm: report.swarm.name,
    quorum: report.quorum?.text ?? `unknown: ${unknown}`,
    zones: zonesOf(report.nodes, tasksByNode(look)),
    services,
    networks: own
      .map(({ Name, Driver, IPAM }) => ({
        ...{ name: Name, driver: Driver },
        subnets: (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []).sort(byText),
      }))
      .sort((a, b) => byText(a.name, b.name)),
    storage: allStorage(services, exports),
  };
}

function partsOf(service: Service | undefined, networks: TopologyParts["networks"]) {
  if (!service) return { ports: [], networks: [], storage: [] };
  const nameOf = (target: string) => networks.find(({ Id, Name }) => Id === target || Name === target)?.Name ?? target;
  const targets = (service.Spec.TaskTemplate.Networks ?? []).flatMap(({ Target }) => Target ?? []);
  return { ports: portsOf(service), networks: targets.map(nameOf).sort(byText), storage: storageOf(service) };
}

/** Names of nodes are those of the report: the declared ones, where they are declared. */
function tasksByNode({ declared, swarm }: SwarmLook): Map<string, TasksThere[]> {
  const names = new Map(swarm?.nodes.map((node) => [node.ID, nodeName(node)]));
  for (const { nodeId, name } of declared.nodes) names.set(nodeId, name);
  const isThere = (id: string) => (task: Task) => task.NodeID === id && task.DesiredState === "running";
  return new Map([...names].map(([id, name]) => [name, swarm ? counted(swarm.tasks.filter(isThere(id)), swarm) : []]));
}

function counted(tasks: readonly Task[], { services }: Workloads): TasksThere[] {
  return [...Map.groupBy(tasks, ({ ServiceID }) => ServiceID)]
    .map(([id, own]) => ({
      service: services.find(({ ID }) => ID === id)?.Spec.Name ?? id,
      running: own.filter(({ Status }) => Status.State === "running").length,
      wanted: own.length,
    }))
    .sort((a, b) => byText(a.service, b.service));
}

/** Nodes without a zone come last. */
function zonesOf(rows: readonly NodeRow[], tasks: ReadonlyMap<string, TasksThere[]>): Zone[] {
  return [...Map.groupBy(rows, ({ zone }) => zone ?? "")]
    .sort(([a], [b]) => (a === "" ? 1 : b === "" ? -1 : byText(a, b)))
    .map(([name, nodes]) => ({
      ...(name && { name }),
      nodes: nodes
        .map(({ name, role, leader, availability, state, engine, address }) => ({
          ...{ name, role, leader, availability, state, engine, address },
          tasks: tasks.get(name) ?? [],
        }))
        .sort((a, b) => byText(a.name, b.name)),
    }));
}

/** What services mount, and what servers export. */
function allStorage(services: readonly TopologyService[], exports: readonly NfsExports[]): Topology["storage"] {
  const servers = new Map<string, string>();
  for (const { server, host, paths } of exports) for (const path of paths) servers.set(`nfs ${host}:${path}`, server);
  const names = new Set([...services.flatMap(({ storage }) => storage), ...servers.keys()]);
  const serverOf = (name: string) =>
    servers.get(name) ?? [...servers].find(([exported]) => name.startsWith(`${exported.replace(/\/$/, "")}/`))?.[1];
  return [...names].sort(byText).map((name) => {
    const server = serverOf(name);
    return { name, ...(server !== undefined && { server }) };
  });
}
