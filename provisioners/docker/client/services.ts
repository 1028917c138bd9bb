import type Docker from "dockerode";
import type { Host } from "../host";
import type { Service, Task } from "../shapes";
import { call, type Filters, filtered } from "./call";

/** A swarm's services, as a manager lists them. */
export const listServices = (host: Host, filters?: Filters) =>
  call<Service[]>(host, "list the services", (docker) => docker.listServices(filtered(filters)));

export const inspectService = (host: Host, id: string) =>
  call<Service>(host, "inspect a service", (docker) => docker.getService(id).inspect());

/**
 * Replaces the specification of a service that was read before.
 * @param registryAuthFrom Registries' logins are those of one of the two versions: Docker shows them to nobody.
 */
export function updateService(
  host: Host,
  { ID, Version, Spec }: Service,
  spec: Service["Spec"],
  registryAuthFrom: "spec" | "previous-spec" = "spec",
) {
  return call<object>(host, `update the service ${Spec.Name}`, (docker) =>
    docker.getService(ID).update({ _query: { version: Version.Index, registryAuthFrom }, _body: spec }),
  );
}

/** Starts the tasks of a service anew, by an update. */
export function restartService(host: Host, service: Service) {
  const { TaskTemplate } = service.Spec;
  const ForceUpdate = (TaskTemplate.ForceUpdate ?? 0) + 1;
  return updateService(host, service, { ...service.Spec, TaskTemplate: { ...TaskTemplate, ForceUpdate } });
}

export const createService = (host: Host, spec: Service["Spec"]) =>
  call<object>(host, `create the service ${spec.Name}`, (docker) =>
    docker.createService(spec as Docker.CreateServiceOptions),
  );

export const removeService = (host: Host, { ID, Spec }: Service) =>
  call<void>(host, `remove the service ${Spec.Name}`, (docker) => docker.getService(ID).remove());

/** A swarm's tasks, as a manager lists them: without those of containers beside services, unless `runtime` says so. */
export const listTasks = (host: Host, filters?: Filters) =>
  call<Task[]>(host, "list the tasks", (docker) => docker.listTasks(filtered(filters)));

export const inspectTask = (host: Host, id: string) =>
  call<Task>(host, "inspect a task", (docker) => docker.getTask(id).inspect());

/** Those that are to run. */
export const wantedTasks = (host: Host) => listTasks(host, { "desired-state": ["running"] });
