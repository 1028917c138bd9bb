import { api } from "./api";
import type { Host } from "./host";
import type { Service, Task } from "./shapes";

/** Which services or tasks, as Docker's API filters them: `{node: ["id"]}`. */
export type Filters = Record<string, string[]>;

const optionsOf = (filters?: Filters) => filters && { filters: JSON.stringify(filters) };

/** A swarm's services, as a manager lists them. */
export async function listServices(host: Host, filters?: Filters): Promise<Service[]> {
  // dockerode's types know a part of a service only.
  return (await api(host, "list the services", (docker) =>
    docker.listServices(optionsOf(filters)),
  )) as unknown as Service[];
}

/** A swarm's tasks, as a manager lists them: without those of containers beside services, unless `runtime` says so. */
export function listTasks(host: Host, filters?: Filters): Promise<Task[]> {
  return api(host, "list the tasks", (docker) => docker.listTasks(optionsOf(filters)));
}

/** Those that are to run. */
export const wantedTasks = (host: Host): Promise<Task[]> => listTasks(host, { "desired-state": ["running"] });
