import { nodeInputs } from "../../../../provisioners/swarm/node/schema";
import { connection } from "../../fakes/context";
import type { Machine } from "../../fakes/shapes";
import { World } from "../../fakes/world";

interface Options {
  role?: "manager" | "worker";
  labels?: Record<string, string>;
  availability?: "active" | "drain";
}

/** A swarm of managers and workers, and what `Node` is given for a machine. */
export function setUp(managers: number, workers: number) {
  const world = new World();
  const names = [...Array(managers).keys()]
    .map((n) => `m${n + 1}`)
    .concat([...Array(workers).keys()].map((n) => `w${n + 1}`));
  const machines = names.map((name) => world.add(name));
  const swarm = world.form(machines, managers);
  const list = machines.slice(0, managers).map((machine) => world.manager(machine));
  const inputs = (machine: Machine, options: Options = {}) =>
    nodeInputs.parse({
      swarmId: swarm.id,
      managers: list,
      name: machine.name,
      address: machine.address,
      connection: connection(machine.address),
      role: "worker",
      ...options,
    });
  return { world, swarm, machines, inputs, context: world.context };
}

/** Calls that change a node or take it in or out. */
export const changes = (world: World) => world.calls.filter((call) => / (update|remove|leave|join)\b/.test(call));
