import { posix } from "node:path";
import { fullReference } from "../../../provisioners/docker/image";
import { declaredIn, networksOf as networksOfService } from "../../../provisioners/stack/compose/checks/declared";
import { environmentOf } from "../../../provisioners/stack/compose/checks/templates";
import { Findings } from "../../../provisioners/stack/compose/document/findings";
import type { Variables } from "../../../provisioners/stack/compose/document/interpolate";
import { at, entriesOf, itemsOf, printedOf, textOf } from "../../../provisioners/stack/compose/document/nodes";
import { Sources } from "../../../provisioners/stack/compose/document/sources";
import type { Tree } from "../../../provisioners/stack/compose/document/tree";
import { networksOf } from "../../../provisioners/stack/compose/networks";
import { labelsOf } from "../../../provisioners/stack/compose/objects";
import { portsOf } from "../../../provisioners/stack/compose/ports-of";
import { mountOf, targetOf } from "../../../provisioners/stack/compose/references";
import { bytesOf, durationOf } from "../../../provisioners/stack/compose/shape/formats";
import { parseEnvFile } from "../../../provisioners/stack/file/env-file";
import { readTrees } from "../../../provisioners/stack/file/merged";
import { STACK, type StackInput } from "../client/docker-client";
import { type Facts, linesOf, type ServiceFacts } from "./facts";
import { timesOf } from "./theirs";

/** What our reader understands of a stack file; `undefined` where it makes nothing of it. */
export function ourFacts({ text, variables = {}, files = {} }: StackInput): Facts | undefined {
  const sources = new Sources([{ name: "stack.yaml", text }]);
  const file = readTrees(sources, variables, new Findings(sources))?.file;
  if (!file) return undefined;
  const services = entriesOf(at(file, "services")).map(({ key, value }) => {
    return [key, serviceFacts(file, value, variables, files)];
  });
  const networks = networksOf(file, STACK).map(({ Name, Driver, Attachable, Internal, Options, Labels, IPAM }) => [
    Name,
    {
      driver: Driver,
      attachable: Attachable ?? false,
      internal: Internal ?? false,
      options: linesOf(Options),
      labels: linesOf(Labels),
      subnets: (IPAM?.Config ?? []).map(({ Subnet }) => Subnet),
    },
  ]);
  return { services: Object.fromEntries(services), networks: Object.fromEntries(networks) };
}

function serviceFacts(file: Tree, service: Tree, variables: Variables, files: Record<string, string>): ServiceFacts {
  const deploy = at(service, "deploy");
  const mode = textOf(at(deploy, "mode")) || "replicated";
  const replicas = mode.startsWith("replicated") ? Number(textOf(at(deploy, "replicas")) ?? 1) : undefined;
  const placement = at(deploy, "placement");
  const networks = new Map(declaredIn(file, "networks", STACK).map(({ key, name }) => [key, name]));
  return {
    image: fullReference(textOf(at(service, "image")) ?? ""),
    mode,
    replicas,
    hostname: textOf(at(service, "hostname")) ?? "",
    environment: environmentFacts(service, variables, files),
    labels: linesOf(labelsOf(at(deploy, "labels"))),
    containerLabels: linesOf(labelsOf(at(service, "labels"))),
    ports: itemsOf(at(service, "ports"))
      .flatMap(portsOf)
      .map(({ port, target, protocol, mode }) => `${port}:${target}/${protocol} ${mode}`)
      .sort(),
    mounts: mountFacts(file, service),
    networks: networksOfService(service)
      .map((key) => networks.get(key) ?? `${STACK}_${key}`)
      .sort(),
    secrets: fileFacts(file, service, "secrets", "/run/secrets"),
    configs: fileFacts(file, service, "configs", "/"),
    constraints: itemsOf(at(placement, "constraints")).map((item) => textOf(item) ?? ""),
    perNode: Number(textOf(at(placement, "max_replicas_per_node")) ?? 0),
    order: textOf(at(deploy, "update_config", "order")) ?? "",
    limits: amountsOf(at(deploy, "resources", "limits")),
    reservations: amountsOf(at(deploy, "resources", "reservations")),
    times: timesOf(timeFacts(service)),
  };
}

function environmentFacts(service: Tree, variables: Variables, files: Record<string, string>): string[] {
  const named = at(service, "env_file");
  const paths = (named?.kind === "list" ? named.items : [named]).map((item) => textOf(item) ?? "");
  const fromFiles = paths.flatMap((path) => Object.entries(parseEnvFile(files[path] ?? "").variables));
  const own = environmentOf(at(service, "environment"), variables).map(({ name, value }) => [name, value] as const);
  return [...new Map<string, string | undefined>([...fromFiles, ...own])]
    .map(([name, value]) => (value === undefined ? name : `${name}=${value}`))
    .sort();
}

function mountFacts(file: Tree, service: Tree): string[] {
  const volumes = new Map(declaredIn(file, "volumes", STACK).map(({ key, name }) => [key, name]));
  return itemsOf(at(service, "volumes"))
    .map((item) => {
      const { type, source = "" } = mountOf(item);
      const isNamed = (type === "volume" || type === "cluster") && source !== "" && !source.startsWith("group:");
      return `${type} ${isNamed ? volumes.get(source) : source}:${targetOf(item)}`;
    })
    .sort();
}

function fileFacts(file: Tree, service: Tree, section: "secrets" | "configs", folder: string): string[] {
  const names = new Map(declaredIn(file, section, STACK).map(({ key, name }) => [key, name]));
  return itemsOf(at(service, section))
    .map((item) => {
      const source = textOf(item.kind === "map" ? at(item, "source") : item) ?? "";
      return `${names.get(source)} ${posix.resolve(folder, textOf(at(item, "target")) || source)}`;
    })
    .sort();
}

function amountsOf(tree: Tree | undefined) {
  const cpus = textOf(at(tree, "cpus")) || "0";
  const [whole, parts] = cpus.split("/").map(Number);
  return {
    memory: Math.trunc(bytesOf(textOf(at(tree, "memory")) ?? "") ?? 0),
    cpus: Math.round(((whole ?? 0) / (parts ?? 1)) * 1e9),
  };
}

const updateTimes = ["update_config", "rollback_config"].flatMap((config) =>
  ["delay", "monitor"].map((key) => ["deploy", config, key]),
);
const places = [
  ["stop_grace_period"],
  ...["interval", "timeout", "start_period", "start_interval"].map((key) => ["healthcheck", key]),
  ...updateTimes,
  ["deploy", "restart_policy", "delay"],
  ["deploy", "restart_policy", "window"],
];

function timeFacts(service: Tree): Record<string, number | undefined> {
  return Object.fromEntries(
    places.map((place) => [place.join("."), durationOf(printedOf(at(service, ...place)) ?? "")]),
  );
}
