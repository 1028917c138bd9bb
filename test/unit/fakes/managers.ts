import type { z } from "zod";
import { swarmInputs } from "../../../provisioners/swarm/cluster/schema";
import { swarm } from "../../../provisioners/swarm/cluster/swarm";
import type { FakeSwarm, Machine } from "./shapes";
import { World } from "./world";

/** Three managers of one swarm, and `Swarm` as it is in the state. */
export async function threeManagers(settings: Partial<z.input<typeof swarmInputs>> = {}) {
  const world = new World();
  const machines = [world.add("m1"), world.add("m2"), world.add("m3")] as [Machine, Machine, Machine];
  const fake: FakeSwarm = world.form(machines, 3);
  const inputs = (more: Partial<z.input<typeof swarmInputs>>) => {
    const managers = machines.map((machine) => world.manager(machine));
    return swarmInputs.parse({ managers, ...settings, ...more });
  };
  const made = await swarm.create(world.context, inputs({}));
  let state = { ...inputs({}), ...made.outputs };
  world.calls.length = 0;
  world.context.lines.length = 0;
  return {
    world,
    machines,
    fake,
    id: made.id,
    state: () => state,
    /** What an `up` with these settings does. */
    async update(more: Partial<z.input<typeof swarmInputs>>) {
      const wanted = inputs(more);
      const outputs = await swarm.update?.(world.context, made.id, state, wanted);
      state = { ...wanted, ...(outputs as typeof made.outputs) };
      return state;
    },
    read: () => swarm.read?.(world.context, made.id, state),
  };
}
