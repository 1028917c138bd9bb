import { Address4 } from "ip-address";
import { nodeName } from "../quorum";
import type { Service, SwarmNode } from "../shapes";

/** Why one node does not take a service's tasks. */
export interface Refusal {
  node: string;
  reason: string;
  /** It stays so by itself: only somebody's change of the node or the service helps. */
  lasting: boolean;
}

/** Pure: which nodes cannot take a service, each with the first reason, in the order in which Docker asks. */
export function refusalsOf(service: Service, nodes: readonly SwarmNode[]): Refusal[] {
  return nodes.flatMap((node) => {
    const refusal =
      stateRefusal(node) ??
      placementRefusal(service, node) ??
      resourceRefusal(service, node) ??
      pluginRefusal(service, node);
    // A node that is down or drained may still be refused for good.
    const lasting = (placementRefusal(service, node) ?? resourceRefusal(service, node) ?? refusal)?.lasting ?? false;
    return refusal ? [{ node: nodeName(node), reason: refusal.reason, lasting }] : [];
  });
}

/** True when not all tasks can ever have a node until somebody changes something. */
export function isHopeless(service: Service, nodes: readonly SwarmNode[]): boolean {
  const refused = refusalsOf(service, nodes).filter(({ lasting }) => lasting).length;
  const { tasks } = room(service, nodes.length - refused);
  return nodes.length > 0 && (refused === nodes.length || replicasOf(service) > tasks);
}

/**
 * Why an update that starts new tasks before it stops old ones can never go on: the old ones hold all places that there
 * are; `undefined` where it can, or does something else.
 */
export function stuckUpdate(service: Service, nodes: readonly SwarmNode[]): string | undefined {
  const { UpdateConfig, Mode } = service.Spec;
  if (service.UpdateStatus?.State !== "updating" || UpdateConfig?.Order !== "start-first") return undefined;
  const refused = refusalsOf(service, nodes).filter(({ lasting }) => lasting).length;
  const { tasks, reason } = room(service, nodes.length - refused);
  const isFull = Mode.Global ? hasHostPorts(service) : replicasOf(service) >= tasks;
  if (!isFull) return undefined;
  return `it is updated start-first, and its tasks hold all places that ${Mode.Global ? "ports in host mode leave" : reason}: use \`order: stop-first\``;
}

/** Why no node takes a service's tasks, as far as it can be told. */
export function placementText(service: Service, nodes: readonly SwarmNode[]): string {
  const refusals = refusalsOf(service, nodes);
  const { tasks, reason } = room(service, nodes.length - refusals.length);
  const tight = replicasOf(service) > tasks;
  return [refusalText(refusals), tight && `${reason} room for ${tasks} tasks`].filter(Boolean).join("; ");
}

function replicasOf({ Spec: { Mode } }: Service): number {
  return Mode.Replicated?.Replicas ?? 0;
}

/** How many tasks of a service so many nodes have room for, and what limits it. */
function room(service: Service, nodes: number): { tasks: number; reason: string } {
  const most = service.Spec.TaskTemplate.Placement?.MaxReplicas ?? 0;
  if (most !== 1 && hasHostPorts(service)) return { tasks: nodes, reason: "ports in host mode leave" };
  return { tasks: most ? most * nodes : Number.POSITIVE_INFINITY, reason: "max_replicas_per_node leaves" };
}

/** A port of a node is taken once. */
function hasHostPorts({ Spec: { EndpointSpec } }: Service): boolean {
  return Boolean(
    EndpointSpec?.Ports?.some(({ PublishMode, PublishedPort }) => PublishMode === "host" && PublishedPort),
  );
}

/** The refusals in one line: `node.labels.disk == ssd excludes m1, w1; w2 is drained`. */
export function refusalText(refusals: readonly Refusal[]): string {
  const byReason = new Map<string, string[]>();
  for (const { node, reason } of refusals) byReason.set(reason, [...(byReason.get(reason) ?? []), node]);
  return [...byReason].map(([reason, names]) => `${reason} excludes ${names.join(", ")}`).join("; ");
}

type Found = { reason: string; lasting: boolean } | undefined;

function stateRefusal({ Status, Spec }: SwarmNode): Found {
  if (Status.State !== "ready") return { reason: `being ${Status.State}`, lasting: false };
  return Spec.Availability === "active" ? undefined : { reason: `availability ${Spec.Availability}`, lasting: true };
}

function placementRefusal({ Spec }: Service, node: SwarmNode): Found {
  const { Constraints, Platforms } = Spec.TaskTemplate.Placement ?? {};
  const broken = Constraints?.find((constraint) => !isMet(constraint, node));
  if (broken) return { reason: `the constraint \`${broken}\``, lasting: true };
  const platform = node.Description?.Platform;
  const fits = ({ OS, Architecture }: { OS?: string; Architecture?: string }) =>
    (!OS || OS === platform?.OS) && (!Architecture || arch(Architecture) === arch(platform?.Architecture));
  if (!platform || !Platforms?.length || Platforms.some(fits)) return undefined;
  const has = Platforms.map(({ OS, Architecture }) => `${OS}/${Architecture}`).join(", ");
  return { reason: `the image, which is for ${has} only,`, lasting: true };
}

function resourceRefusal({ Spec }: Service, node: SwarmNode): Found {
  const wanted = Spec.TaskTemplate.Resources?.Reservations;
  const has = node.Description?.Resources;
  if (!wanted || !has) return undefined;
  if ((wanted.NanoCPUs ?? 0) > (has.NanoCPUs ?? 0)) {
    return { reason: `the reservation of ${(wanted.NanoCPUs ?? 0) / 1e9} CPUs`, lasting: true };
  }
  if ((wanted.MemoryBytes ?? 0) > (has.MemoryBytes ?? 0)) {
    return { reason: `the reservation of ${Math.ceil((wanted.MemoryBytes ?? 0) / 1024 ** 2)} MiB`, lasting: true };
  }
  return undefined;
}

/** A plugin that was just installed is known to the managers after some seconds, so this one may pass. */
function pluginRefusal({ Spec }: Service, node: SwarmNode): Found {
  const present = node.Description?.Engine?.Plugins;
  if (!present) return undefined;
  const { ContainerSpec, LogDriver } = Spec.TaskTemplate;
  const mounts = (ContainerSpec?.Mounts ?? []).filter(({ Type }) => Type === "volume");
  const wanted = [
    ...mounts.map(({ VolumeOptions }) => ["Volume", VolumeOptions?.DriverConfig?.Name] as const),
    ["Log", LogDriver?.Name === "none" ? undefined : LogDriver?.Name] as const,
  ];
  const missing = wanted.find(
    ([type, name]) =>
      name && !present.some((plugin) => plugin.Type === type && [name, `${name}:latest`].includes(plugin.Name)),
  );
  return missing && { reason: `the missing ${missing[0].toLowerCase()} plugin \`${missing[1]}\``, lasting: false };
}

/** True where a constraint takes the node. As in Docker, case does not count and a label that is absent is empty. */
export function isMet(constraint: string, node: SwarmNode): boolean {
  const [, key = "", operator, expected = ""] = /^\s*(\S+?)\s*(==|!=)\s*(.*?)\s*$/.exec(constraint) ?? [];
  const actual = valuesOf(key, node);
  // What Docker does not know is met by no node.
  if (!operator || !actual) return false;
  const address = key.toLowerCase() === "node.ip";
  const matches = actual.some((value) =>
    address ? isWithin(value, expected) : value.toLowerCase() === expected.toLowerCase(),
  );
  return matches === (operator === "==");
}

/** What a node has for the key of a constraint or a preference; undefined for a key that Docker does not know. */
export function valuesOf(key: string, node: SwarmNode): string[] | undefined {
  const [, kind, label = ""] = /^(node|engine)\.labels\.(.+)$/i.exec(key) ?? [];
  if (kind) {
    const labels = kind.toLowerCase() === "node" ? node.Spec.Labels : node.Description?.Engine?.Labels;
    return [labels?.[label] ?? ""];
  }
  const { Hostname = "", Platform } = node.Description ?? {};
  switch (key.toLowerCase()) {
    case "node.id":
      return [node.ID];
    case "node.hostname":
      return [Hostname];
    case "node.role":
      return [node.Spec.Role];
    case "node.ip":
      return [node.Status.Addr ?? ""];
    case "node.platform.os":
      return [Platform?.OS ?? ""];
    case "node.platform.arch":
      // Unlike for images, `amd64` is not `x86_64` here.
      return [Platform?.Architecture ?? ""];
    default:
      return undefined;
  }
}

function isWithin(address: string, expected: string): boolean {
  if (!expected.includes("/")) return address === expected;
  if (!Address4.isValid(address) || !Address4.isValid(expected)) return false;
  return new Address4(address).isInSubnet(new Address4(expected));
}

/** Docker's two names of one architecture. */
function arch(name = ""): string {
  return { x86_64: "amd64", aarch64: "arm64" }[name] ?? name;
}
