import { api } from "../engine/api";
import type { Service, Task } from "../engine/types";
import type { View } from "../swarm/managers";
import { type Progress, progressOf } from "./progress";

/** The label that `docker stack` puts on everything of a stack. */
export function stackFilter(name: string): string {
  return JSON.stringify({ label: [`com.docker.stack.namespace=${name}`] });
}

export async function servicesOf({ host }: Pick<View, "host">, name: string): Promise<Service[]> {
  const filters = stackFilter(name);
  // dockerode's types know a part of a service only.
  return (await api(host, "list the stack's services", (docker) =>
    docker.listServices({ filters }),
  )) as unknown as Service[];
}

/** One look at a stack: its services and how far each is. */
export async function look(view: View, name: string): Promise<{ services: Service[]; progress: Progress[] }> {
  const services = await servicesOf(view, name);
  if (services.length === 0) return { services, progress: [] };
  const filters = JSON.stringify({ service: services.map(({ ID }) => ID), "_up-to-date": ["true"] });
  const tasks: Task[] = await api(view.host, "list the stack's tasks", (docker) => docker.listTasks({ filters }));
  const progress = services.map((service) =>
    progressOf(
      service,
      tasks.filter(({ ServiceID }) => ServiceID === service.ID),
      view.nodes,
    ),
  );
  return { services, progress: progress.sort((a, b) => a.name.localeCompare(b.name)) };
}

/** The resource's outputs. */
export function outputsOf({ services, progress }: { services: Service[]; progress: Progress[] }) {
  const ports = services.flatMap(({ Endpoint }) =>
    (Endpoint?.Ports ?? []).flatMap(({ PublishedPort }) => PublishedPort ?? []),
  );
  return {
    services: progress.map(({ name, image, mode, running, desired }) => ({ name, image, mode, running, desired })),
    publishedPorts: [...new Set(ports)].sort((a, b) => a - b),
  };
}
