import { engine } from "../../../../provisioners/engine/engine";
import { recallFacts, rememberFacts, takeFacts } from "../../../../provisioners/host/facts/facts-memory";
import { host as hostResource } from "../../../../provisioners/host/prepare/host";
import { hostInputs } from "../../../../provisioners/host/prepare/schema";
import { facts, inputs, machineWith } from "../../engine/helpers";
import { connection, fakeContext } from "../../fakes/context";
import { INSTALLED } from "./host-facts";

const context = () => fakeContext(() => Promise.reject(new Error("no host is needed")));

describe("facts that a run hands on", () => {
  test("are those of the same connection, until a step takes them to change them", () => {
    const run = context();
    const read = facts();
    rememberFacts(run, connection("a"), read);
    expect(recallFacts(run, connection("a"))).toBe(read);
    expect(recallFacts(run, { ...connection("a"), port: 2222 })).toBeUndefined();
    expect(recallFacts(run, { ...connection("a"), hostKey: "SHA256:another" })).toBeUndefined();
    expect(takeFacts(run, connection("a"))).toBe(read);
    expect(recallFacts(run, connection("a"))).toBeUndefined();
  });

  test("are read again after five minutes, and where cloud-init was still at work", async () => {
    const run = context();
    rememberFacts(run, connection("a"), facts());
    rememberFacts(run, connection("b"), facts({ cloudInit: "running" }));
    expect(recallFacts(run, connection("b"))).toBeUndefined();
    await run.clock.sleep(300_001);
    expect(recallFacts(run, connection("a"))).toBeUndefined();
  });

  test("are read once for the preparation and the engine of a host", async () => {
    const { world, m1 } = machineWith(INSTALLED);
    let reads = 0;
    const answers = m1.shell;
    m1.shell = (command, ...rest) => {
      if (command.includes("fact os")) reads++;
      return answers(command, ...rest);
    };
    const prepared = hostInputs.parse({
      name: "m1",
      connection: inputs(m1).connection,
      timeSync: false,
      kernel: false,
    });
    await hostResource.create(world.context, prepared);
    await engine.create(world.context, inputs(m1));
    expect(reads).toBe(1);
    await engine.create(world.context, inputs(m1));
    expect(reads).toBe(2);
  });
});
