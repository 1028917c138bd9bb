import { parse } from "yaml";
import type { Service } from "../../../provisioners/docker/shapes";
import type { World } from "../../../test/unit/fakes/world";

/** Makes a service, by Docker's API. */
type Create = (spec: Service["Spec"]) => Promise<unknown>;

interface StackFile {
  services?: Record<
    string,
    {
      image: string;
      ports?: string[];
      deploy?: { mode?: "replicated" | "global"; replicas?: number };
    }
  >;
}

/** What `docker stack deploy` makes of its files by Docker's API: services, and tasks of theirs that run. */
export async function deployStack(world: World, create: Create, body: unknown): Promise<void> {
  const { name, files } = body as { name: string; files: string[] };
  const swarm = world.swarms.at(-1);
  if (!swarm) throw new Error("no swarm");
  const label = { "com.docker.stack.namespace": name };
  for (const file of files) {
    for (const [service, { image, ports = [], deploy = {} }] of Object.entries(
      (parse(file) as StackFile).services ?? {},
    )) {
      const full = `${name}_${service}`;
      if (swarm.services.some(({ Spec }) => Spec.Name === full) || !image) continue;
      const published = ports.map((port) => ({ PublishedPort: Number(port.split(":")[0]) }));
      const mode = deploy.mode === "global" ? { Global: {} } : { Replicated: { Replicas: deploy.replicas ?? 1 } };
      await create({
        Name: full,
        Labels: label,
        TaskTemplate: { ContainerSpec: { Image: image } },
        Mode: mode,
        EndpointSpec: { Ports: published },
      });
      const made = swarm.services.find(({ Spec }) => Spec.Name === full) as Service;
      made.Endpoint = { Ports: published };
      runTasks(world, made);
    }
  }
}

/** A task of a global service on every node, of another one on as many as it has replicas. */
function runTasks(world: World, service: Service): void {
  const swarm = world.swarms.at(-1);
  if (!swarm) return;
  const count = service.Spec.Mode.Global ? swarm.nodes.length : (service.Spec.Mode.Replicated?.Replicas ?? 1);
  const now = new Date().toISOString();
  for (let slot = 1; slot <= count; slot++) {
    swarm.tasks.push({
      ID: world.newId("object"),
      CreatedAt: now,
      UpdatedAt: now,
      ServiceID: service.ID,
      NodeID: swarm.nodes[(slot - 1) % swarm.nodes.length]?.ID,
      ...(!service.Spec.Mode.Global && { Slot: slot }),
      DesiredState: "running",
      Spec: service.Spec.TaskTemplate,
      Status: { State: "running", Timestamp: now },
    });
  }
}
