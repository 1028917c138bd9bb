import { SwarmError } from "../../../provisioners/core/errors";
import type { Host } from "../../../provisioners/docker/host";
import type { Service, Task } from "../../../provisioners/docker/shapes";
import { stackInputs } from "../../../provisioners/stack/schema";
import type { Machine } from "../fakes/shapes";
import { World } from "../fakes/world";

/** A service of the stack `shop`. */
export const service = (
  more: Partial<Service> = {},
  mode: Service["Spec"]["Mode"] = { Replicated: { Replicas: 2 } },
): Service => ({
  ID: "svc",
  Version: { Index: 1 },
  Spec: { Name: "shop_web", TaskTemplate: { ContainerSpec: { Image: "nginx:1@sha256:ab" } }, Mode: mode },
  ...more,
});

let count = 0;
/** A task of that service, newer than those before. */
export const task = (slot: number, state: string, more: Partial<Task> = {}): Task => {
  const time = new Date(1_000 * ++count).toISOString();
  const over = ["failed", "rejected", "shutdown", "complete"].includes(state);
  return {
    ID: `t${count}`,
    CreatedAt: time,
    UpdatedAt: time,
    ServiceID: "svc",
    NodeID: "n1",
    Slot: slot,
    DesiredState: over ? "shutdown" : "running",
    ...more,
    Status: { State: state, Timestamp: time, ...more.Status } as Task["Status"],
  };
};

/** A host on which the deployment itself fails. */
export const refuse =
  (run: Host["run"], cause: string): Host["run"] =>
  async (command, options) => {
    if (!String(command).includes("stack deploy")) return run(command, options);
    throw new SwarmError({ code: "SSH_COMMAND_FAILED", summary: "Failed", cause });
  };

/** A swarm of one, and what `Stack` is given for the stack `shop`. */
/** What was uploaded last to a file of this name below the temporary folder of a deployment. */
export const uploaded = (world: World, end: string) =>
  [...world.uploads].findLast(([path]) => /^\/run\/pulumi-swarm-stack\.\w+\//.test(path) && path.endsWith(end))?.[1];

export function setUp() {
  const world = new World();
  const m1 = world.add("m1");
  const swarm = world.form([m1], 1);
  m1.shell = (command) => (command.includes("logs") ? "panic: no\n" : "");
  const inputs = (machine: Machine = m1) =>
    stackInputs.parse({
      swarmId: swarm.id,
      managers: [world.manager(machine)],
      name: "shop",
      file: "services: { web: { image: nginx } }",
      variables: { PASSWORD: "hunter2" },
      timeout: 60,
    });
  return { world, swarm, inputs };
}
