import type { Filters } from "../../docker/client/call";
import { listServices, listTasks } from "../../docker/client/services";
import { type Progress, progressOf } from "../../docker/services/progress";
import type { Service, SwarmNode, Task } from "../../docker/shapes";
import type { ManagerView } from "../../swarm/access/manager-view";
import { marksOf } from "./marks";

/** The label that `docker stack` puts on everything of a stack. */
export const stackLabel = "com.docker.stack.namespace";

export function stackFilter(name: string): Filters {
  return { label: [`${stackLabel}=${name}`] };
}

export function servicesOf({ host }: Pick<ManagerView, "host">, name: string): Promise<Service[]> {
  return listServices(host, stackFilter(name));
}

export interface Seen {
  services: Service[];
  progress: Progress[];
  nodes: SwarmNode[];
}

/** One look at a stack: its services and how far each is. */
export async function look(view: ManagerView, name: string): Promise<Seen> {
  const services = await servicesOf(view, name);
  const { nodes } = view;
  if (services.length === 0) return { services, progress: [], nodes };
  const service = services.map(({ ID }) => ID);
  const tasks = await listTasks(view.host, { service, "_up-to-date": ["true"] });
  const history = services.some(({ UpdateStatus }) => UpdateStatus?.State)
    ? await listTasks(view.host, { service })
    : tasks;
  const progress = services.map((service) => {
    const own = ({ ServiceID }: Task) => ServiceID === service.ID;
    return progressOf(service, tasks.filter(own), view.nodes, history.filter(own));
  });
  return { services, nodes, progress: progress.sort((a, b) => a.name.localeCompare(b.name)) };
}

/** The resource's outputs. */
export function outputsOf({ services, progress }: Pick<Seen, "services" | "progress">) {
  const ports = services.flatMap(({ Endpoint }) =>
    (Endpoint?.Ports ?? []).flatMap(({ PublishedPort }) => PublishedPort ?? []),
  );
  return {
    services: progress.map(({ name, image, mode, running, desired }) => ({ name, image, mode, running, desired })),
    publishedPorts: [...new Set(ports)].sort((a, b) => a - b),
    marks: marksOf(services),
  };
}
