import { nothingYet } from "../../../provisioners/stack/apply";
import { stack } from "../../../provisioners/stack/stack";
import { service, setUp, task } from "./shop";

describe("Stack", () => {
  test("whose services were scaled, added or removed by hand is seen by a refresh, again and again", async () => {
    const { world, swarm, inputs } = setUp();
    swarm.services = [service()];
    swarm.tasks = [task(1, "running"), task(2, "running")];
    const { outputs } = await stack.create(world.context, inputs());
    const read = (state = { ...inputs(), ...outputs }) => stack.read?.(world.context, "shop", state);
    expect(await read()).toMatchObject({ drifted: false });
    swarm.services = [service({}, { Replicated: { Replicas: 3 } })];
    const found = await read();
    expect(found).toMatchObject({ drifted: true, outputs: { services: [{ desired: 3 }] } });
    expect(world.context.lines).toEqual(["shop_web was changed by hand"]);
    expect(await read({ ...inputs(), ...found?.outputs } as never)).toMatchObject({ drifted: true });
    swarm.services = [service()];
    expect(await read()).toMatchObject({ drifted: false });
  });

  test("that is gone is read as gone", async () => {
    const { world, inputs } = setUp();
    expect(await stack.read?.(world.context, "shop", { ...inputs(), ...nothingYet })).toBeUndefined();
  });
});
