import type { NodeSpec } from "../../../provisioners/docker/shapes";
import { drainedSpec, restoredSpec } from "../../../provisioners/swarm/node/availability";
import { node } from "../../../provisioners/swarm/node/node";
import { nodeInputs } from "../../../provisioners/swarm/node/schema";
import { connection } from "../fakes/context";
import type { Machine } from "../fakes/shapes";
import { setUp } from "./engines";

describe("what a killed run has left", () => {
  test("a drained node gets its availability back by the next change of its engine, restarted already or not", async () => {
    const { swarm, machines, update, restarts } = setUp(3, 0);
    const spec = swarm.nodes[1]?.Spec as NodeSpec;
    Object.assign(spec, drainedSpec({ ...spec, Availability: "pause" }));
    await update(machines[1] as Machine, { daemon: {} });
    expect(restarts()).toEqual([]);
    expect(swarm.nodes[1]?.Spec).toEqual(expect.objectContaining({ Availability: "pause", Labels: {} }));
  });

  test("or what Node declares", async () => {
    const { world, swarm, machines } = setUp(1, 1);
    const [m1, w1] = machines as [Machine, Machine];
    const spec = swarm.nodes[1]?.Spec as NodeSpec;
    Object.assign(spec, drainedSpec({ ...spec, Availability: "pause" }));
    const inputs = nodeInputs.parse({
      swarmId: swarm.id,
      managers: [world.manager(m1)],
      name: w1.name,
      address: w1.address,
      connection: connection(w1.address),
      role: "worker",
    });
    await node.update?.(world.context, "node2", { ...inputs, nodeId: "node2", hostname: w1.name }, inputs);
    expect(swarm.nodes[1]?.Spec).toEqual(expect.objectContaining({ Availability: "active", Labels: {} }));
  });

  test("taken out twice, a node keeps what it was at first", () => {
    const spec: NodeSpec = { Role: "worker", Availability: "pause", Labels: { disk: "ssd" } };
    expect(restoredSpec(drainedSpec(drainedSpec(spec)))).toEqual(spec);
    expect(restoredSpec(spec)).toBe(spec);
  });
});
