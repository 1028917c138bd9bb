import type { Topology, TopologyNode, TopologyService, Zone } from "./topology";
import { isDown, nodeLines, serviceLines, storageText, zoneTitle } from "./words";

/** Nodes of a zone that are beside each other. */
const PER_ROW = 5;

/** The topology as a flowchart: nodes in their zones, and services with their ports, networks and storage. */
export function mermaidOf({ swarm, quorum, zones, services, networks, storage }: Topology): string {
  const networkIds = new Map(networks.map(({ name }, index) => [name, `network${index + 1}`]));
  const storageIds = new Map(storage.map(({ name }, index) => [name, `storage${index + 1}`]));
  const lines = [
    "flowchart LR",
    ...[`  subgraph swarm [${quoted([`Swarm ${swarm}`, `quorum ${quorum}`])}]`, "    direction LR"],
    ...zones.flatMap((zone, index) => zoneLines(zone, zones.length, index + 1)).map((line) => `    ${line}`),
    "  end",
    ...services.flatMap((service, index) => serviceParts(service, index + 1, networkIds, storageIds)),
    ...networks.map(
      ({ name, subnets }, index) => `  network${index + 1}{{${quoted([`network ${name}`, ...subnets])}}}`,
    ),
    ...storage.map((each, index) => `  storage${index + 1}[(${quoted([storageText(each)])})]`),
    "  classDef down stroke:#dc2626,stroke-width:3px,stroke-dasharray:5 3",
    ...downLine(zones, services),
  ];
  return `${lines.join("\n")}\n`;
}

function zoneLines(zone: Zone, zones: number, number: number): string[] {
  const id = (index: number) => `node${number}_${index + 1}`;
  const rows = Array.from({ length: Math.ceil(zone.nodes.length / PER_ROW) }, (_, row) => row * PER_ROW);
  // Links that are not seen keep the nodes of a row beside each other.
  const links = rows
    .map((first) => zone.nodes.slice(first, first + PER_ROW).map((_, index) => id(first + index)))
    .filter((row) => row.length > 1)
    .map((row) => `  ${row.join(" ~~~ ")}`);
  return [
    `subgraph zone${number} [${quoted([zoneTitle(zone, zones)])}]`,
    "  direction LR",
    ...zone.nodes.map((node, index) => `  ${id(index)}[${quoted(nodeLines(node))}]`),
    ...links,
    "end",
  ];
}

function serviceParts(
  service: TopologyService,
  number: number,
  networkIds: ReadonlyMap<string, string>,
  storageIds: ReadonlyMap<string, string>,
): string[] {
  const id = `service${number}`;
  const to = (names: readonly string[], ids: ReadonlyMap<string, string>) =>
    names.flatMap((name) => (ids.has(name) ? [`  ${id} --- ${ids.get(name)}`] : []));
  return [
    `  ${id}(${quoted(serviceLines(service))})`,
    ...service.ports.map((port, index) => `  port${number}_${index + 1}([${quoted([port])}]) --> ${id}`),
    ...to(service.networks, networkIds),
    ...to(service.storage, storageIds),
  ];
}

function downLine(zones: readonly Zone[], services: readonly TopologyService[]): string[] {
  const down = [
    ...zones.flatMap(({ nodes }, zone) =>
      nodes.flatMap((node: TopologyNode, index) => (isDown(node) ? [`node${zone + 1}_${index + 1}`] : [])),
    ),
    ...services.flatMap(({ reason }, index) => (reason === undefined ? [] : [`service${index + 1}`])),
  ];
  return down.length > 0 ? [`  class ${down.join(",")} down`] : [];
}

const quoted = (lines: readonly string[]) => `"${lines.map(escaped).join("<br>")}"`;

/** Whatever may mean something to Mermaid, or to the page that shows it, as the number of its character. */
function escaped(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:;/()→×·_-]/gu, (character) =>
    /\s|\p{C}/u.test(character) ? " " : `#${character.codePointAt(0)};`,
  );
}
