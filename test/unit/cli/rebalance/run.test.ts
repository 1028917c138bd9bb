import { spreadAnew } from "../../../../cli/rebalance/run";
import type { Service, SwarmNode } from "../../../../provisioners/docker/shapes";
import type { Machine } from "../../fakes/shapes";
import { failure, setUp } from "../../rollout/engines";
import { service, task } from "../look/swarm";

/** A service with two tasks on one node, in a swarm of a manager and a worker. */
function lopsided() {
  const { world, swarm, machines } = setUp(1, 1);
  const [m1, w1] = swarm.nodes as [SwarmNode, SwarmNode];
  const web = service("web", 2);
  swarm.services.push(web);
  swarm.tasks.push(task(web, 1, m1), task(web, 2, m1));
  const [manager] = machines as [Machine];
  const access = { context: world.context, managers: [world.manager(manager)], swarmId: swarm.id };
  return { world, swarm, web, w1, access };
}

test("a service's tasks start anew by an update that changes nothing of it, and it is waited for", async () => {
  const { world, swarm, web, w1, access } = lopsided();
  const updated = swarm.services[0] as Service;
  updated.UpdateStatus = { State: "updating" };
  // Docker gets on while somebody waits.
  world.context.clock.onSleep = () => {
    updated.UpdateStatus = { State: "completed" };
    swarm.tasks[1] = task(web, 2, w1);
  };
  const spread = await spreadAnew(access, web);
  expect(world.calls).toContain("m1 update web");
  expect(updated.Spec).toEqual({ ...web.Spec, TaskTemplate: { ...web.Spec.TaskTemplate, ForceUpdate: 1 } });
  expect(spread.counts.map(({ tasks }) => tasks)).toEqual([1, 1]);
  expect(spread.isLopsided).toBe(false);
});

test("an update that Docker pauses ends it, with Docker's reason", async () => {
  const { swarm, web, access } = lopsided();
  Object.assign(swarm.services[0] as Service, { UpdateStatus: { State: "paused", Message: "too many failures" } });
  expect(await failure(spreadAnew(access, web))).toMatch(/web did not come back[\s\S]*too many failures[\s\S]*ps web/);
});
