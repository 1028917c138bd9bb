import { SwarmError } from "../../provisioners/core/errors";
import type { Task } from "../../provisioners/docker/shapes";
import type { DeclaredNode, DeclaredSwarm } from "../stack/declared-swarm";
import type { Workloads } from "../workloads/read";
import { select, taskName, tasksOf } from "../workloads/select";

/** A way to a service's port: an address as a node reaches it, or a port of a container there. */
export type PortPath = { node: DeclaredNode; port: number } & ({ address: string } | { container: string });

/** `web:8080` or `web.2:8080`. @throws SwarmError `BAD_PORT` */
export function parsePort(text: string): { name: string; port: number } {
  const [, name, digits] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (name && port > 0 && port < 65_536) return { name, port };
  throw new SwarmError({
    code: "BAD_PORT",
    summary: `${text} names no port`,
    fix: "Give one as SERVICE:PORT, such as shop_web:8080",
  });
}

/**
 * Every way to a port: where it is published, any living node; else the containers that run.
 *
 * @throws SwarmError `NOTHING_NAMED`, `NO_TASK`
 */
export function pathsTo(
  { name, port }: { name: string; port: number },
  { nodes }: Pick<DeclaredSwarm, "nodes">,
  workloads: Workloads,
): PortPath[] {
  const isRunning = ({ Status }: Task) => Status.State === "running" && Status.ContainerStatus?.ContainerID;
  const running = workloads.tasks.filter(isRunning);
  const named = running.filter((task) => taskName(task, workloads) === name);
  const selection = named.length > 0 ? undefined : select(name, workloads);
  const tasks = selection ? tasksOf(selection, { ...workloads, tasks: running }) : named;
  const at = (id: string | undefined) => nodes.filter(({ nodeId }) => nodeId === id);
  const published = selection && publishedAs(port, selection.services);
  if (published?.PublishMode === "ingress") {
    const ready = new Set(workloads.nodes.filter(({ Status }) => Status.State === "ready").map(({ ID }) => ID));
    const living = nodes.filter(({ nodeId }) => ready.has(nodeId));
    return living.map((node) => ({ node, address: node.address, port: published.PublishedPort ?? port }));
  }
  const paths = tasks.flatMap(({ NodeID, Status }) =>
    at(NodeID).map((node): PortPath => {
      if (published) return { node, address: node.address, port: published.PublishedPort ?? port };
      return { node, container: Status.ContainerStatus?.ContainerID ?? "", port };
    }),
  );
  if (paths.length > 0) return paths;
  throw new SwarmError({
    code: "NO_TASK",
    summary: `No task of ${name} runs on a declared node`,
    fix: "Wait until one runs, or look why none does",
  });
}

/** By its port outside, or by that of the container. */
function publishedAs(port: number, services: Workloads["services"]) {
  const ports = services
    .flatMap(({ Endpoint }) => Endpoint?.Ports ?? [])
    .filter((each) => each.Protocol === "tcp" && each.PublishedPort);
  return (
    ports.find(({ PublishedPort }) => PublishedPort === port) ?? ports.find(({ TargetPort }) => TargetPort === port)
  );
}
