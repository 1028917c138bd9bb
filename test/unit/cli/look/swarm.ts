import type { SwarmLook } from "../../../../cli/look/swarm-look";
import type { Service, SwarmNode, Task } from "../../../../provisioners/docker/shapes";

/** A node as Docker lists it. */
export function node(
  name: string,
  role: "manager" | "worker",
  more: { leader?: boolean; up?: boolean; zone?: string; version?: string; availability?: "active" | "drain" } = {},
): SwarmNode {
  const { leader, up = true, zone, version = "29.0.1", availability = "active" } = more;
  return {
    ID: `id-${name}`,
    Version: { Index: 1 },
    Spec: { Role: role, Availability: availability, Labels: zone ? { zone } : {} },
    Description: { Hostname: name, Engine: { EngineVersion: version } },
    Status: { State: up ? "ready" : "down" },
    ...(role === "manager" && {
      ManagerStatus: { Leader: leader, Reachability: up ? ("reachable" as const) : ("unreachable" as const), Addr: "" },
    }),
  };
}

export function service(name: string, replicas: number, more: Partial<Service["Spec"]> = {}): Service {
  const TaskTemplate = { ContainerSpec: { Image: "nginx:1@sha256:aa" } };
  const Spec = { Name: name, TaskTemplate, Mode: { Replicated: { Replicas: replicas } }, ...more };
  return { ID: `id-${name}`, Version: { Index: 1 }, Spec };
}

export function task(of: Service, slot: number, on: SwarmNode, state = "running", more: Partial<Task> = {}): Task {
  return {
    ID: `${of.Spec.Name}-${slot}-${state}`,
    CreatedAt: "2026-01-01T00:00:00Z",
    UpdatedAt: "2026-01-01T00:00:00Z",
    ServiceID: of.ID,
    NodeID: on.ID,
    Slot: slot,
    DesiredState: state === "failed" ? "shutdown" : "running",
    Spec: of.Spec.TaskTemplate,
    Status: { State: state, Timestamp: "2026-01-01T00:00:00Z" },
    ...more,
  };
}

/** A look at a swarm whose declared nodes are those that it has. */
export function look(nodes: SwarmNode[], services: Service[] = [], tasks: Task[] = []): SwarmLook {
  const connection = { host: "192.0.2.1", port: 22, user: "root", hostKey: "ssh-ed25519 AAAA" };
  const declared = nodes.map(({ ID, Spec, Description }) => ({
    ...{ name: Description?.Hostname ?? "", role: Spec.Role, availability: Spec.Availability },
    ...{ address: "10.0.0.1", connection, nodeId: ID },
  }));
  return {
    declared: { name: "cluster", swarmId: "s1", managers: [], nodes: declared, stacks: [] },
    managers: [],
    swarm: { nodes, services, tasks },
    hosts: new Map(declared.map(({ name }) => [name, {}])),
  };
}
