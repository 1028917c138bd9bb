import { node } from "../../../../provisioners/swarm/node/node";
import { reply } from "../../fakes/reply";
import { changes, setUp } from "./nodes";

describe("Node joins", () => {
  test("goes through another manager when the first target fails (F08)", async () => {
    const { world, inputs, context } = setUp(3, 0);
    const w1 = world.add("w1");
    w1.onJoin = (_token, target) => {
      if (target.startsWith("10.0.0.1:")) throw reply(500, "rpc error: connection refused");
      return undefined;
    };
    await node.create(context, inputs(w1));
    expect(changes(world).filter((call) => call.includes("join"))).toEqual([
      "w1 join 10.0.0.1:2377",
      "w1 join 10.0.0.2:2377",
    ]);
  });

  test("is polled after the daemon's time-out and completes in the background (F09)", async () => {
    const { world, swarm, inputs, context } = setUp(1, 0);
    const w1 = world.add("w1");
    w1.onJoin = () => {
      w1.state = "pending";
      context.clock.onSleep = (elapsed) => {
        if (w1.state === "pending" && elapsed > 10_000) world.enter(swarm, w1, "worker");
      };
      throw reply(
        503,
        "Timeout was reached before node joined. The attempt to join the swarm will continue in the background.",
      );
    };
    const { id } = await node.create(context, inputs(w1));
    expect(id).toBe(w1.nodeId);
    expect(changes(world)).toEqual(["w1 join 10.0.0.1:2377"]);
  });

  test("leaves a join that stays pending, and tries the next manager (F09)", async () => {
    const { world, inputs, context } = setUp(3, 0);
    const w1 = world.add("w1");
    let tries = 0;
    w1.onJoin = () => {
      if (tries++ > 0) return undefined;
      w1.state = "pending";
      throw reply(503, "Timeout was reached before node joined.");
    };
    await node.create(context, inputs(w1));
    expect(changes(world).filter((call) => call.startsWith("w1"))).toEqual([
      "w1 join 10.0.0.1:2377",
      "w1 leave",
      "w1 join 10.0.0.2:2377",
    ]);
  });

  test("removes the stale node of a failed manager join and names the port (F10)", async () => {
    const { world, swarm, inputs, context } = setUp(1, 0);
    const m2 = world.add("m2");
    m2.onJoin = () => {
      swarm.nodes.push({
        ID: "ghost",
        Version: { Index: 1 },
        Spec: { Role: "manager", Availability: "active" },
        Status: { State: "unknown" },
      });
      throw reply(
        500,
        "manager stopped: can't initialize raft node: could not connect to prospective new cluster member using its advertised address: DeadlineExceeded",
      );
    };
    await expect(node.create(context, inputs(m2, { role: "manager" }))).rejects.toMatchObject({
      code: "SWARM_JOIN_FAILED",
      fix: expect.stringContaining("10.0.0.2:2377"),
    });
    expect(swarm.nodes.map(({ ID }) => ID)).toEqual(["node1"]);
  });

  test("removes the records of a failed join that still count as ready, and no others (F10)", async () => {
    const { world, swarm, inputs, context } = setUp(3, 0);
    const m4 = world.add("m4");
    const old = world.enter(swarm, m4, "worker");
    Object.assign(m4, { state: "inactive", nodeId: "", swarmId: "" });
    m4.onJoin = (_token, target) => {
      // The daemon leaves by itself when its manager cannot start; one record even is a raft member.
      const isMember = target.startsWith("10.0.0.1:");
      const ghost = world.enter(swarm, m4, isMember ? "manager" : "worker");
      ghost.Spec.Role = "manager";
      if (isMember) ghost.Status.Addr = "0.0.0.0";
      Object.assign(m4, { state: "inactive", nodeId: "", swarmId: "" });
      if (target.startsWith("10.0.0.2:")) world.enter(swarm, world.add("w9"), "worker");
      throw reply(500, "could not connect to prospective new cluster member using its advertised address");
    };
    await expect(node.create(context, inputs(m4, { role: "manager" }))).rejects.toMatchObject({
      code: "SWARM_JOIN_FAILED",
    });
    expect(swarm.nodes.map(({ Description }) => Description?.Hostname)).toEqual(["m1", "m2", "m3", "m4", "w9"]);
    expect(swarm.nodes[3]).toBe(old);
    expect(context.lines.join()).not.toContain("may remain");
  });

  test("keeps the record that the host is in the swarm by (F10)", async () => {
    const { world, swarm, inputs, context } = setUp(3, 0);
    const m4 = world.add("m4");
    m4.onJoin = () => {
      const joined = world.enter(swarm, m4, "manager");
      if (joined.ManagerStatus) joined.ManagerStatus.Reachability = "unreachable";
      return true;
    };
    await expect(node.create(context, inputs(m4, { role: "manager" }))).rejects.toMatchObject({ code: "DEADLINE" });
    expect(world.nodeOf(m4)).toBeDefined();
  });

  test("reads a token anew that was rotated meanwhile (F13)", async () => {
    const { world, swarm, inputs, context } = setUp(1, 0);
    const w1 = world.add("w1");
    let tries = 0;
    w1.onJoin = () => {
      if (tries++ === 0) swarm.tokens.Worker = "SWMTKN-1-swarm1-new";
      return undefined;
    };
    await node.create(context, inputs(w1));
    expect(tries).toBe(2);
    expect(world.nodeOf(w1)).toBeDefined();
  });
});
