import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stack } from "../../../../provisioners/stack/stack";
import { findManager } from "../../../../provisioners/swarm/access/managers";
import { threeManagers } from "../../fakes/managers";

/** A certificate as swarmkit gives nodes: the swarm's ID is the organisation. */
function certificateOf(swarmId: string): string {
  const folder = mkdtempSync(join(tmpdir(), "swarm-recovery-"));
  const [key, certificate] = [join(folder, "key"), join(folder, "crt")];
  const subject = `/O=${swarmId}/OU=swarm-manager/CN=node`;
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  execFileSync("openssl", [...args, "-keyout", key, "-out", certificate, "-subj", subject], { stdio: "pipe" });
  return readFileSync(certificate, "utf8");
}

async function lost(files: { address?: string; swarmId?: string; encrypted?: boolean } = {}) {
  const all = await threeManagers();
  const [m1, m2, m3] = all.machines;
  const certificate = certificateOf(files.swarmId ?? all.id);
  m1.shell = (command) => {
    if (command.includes("swarm-node.crt")) return certificate;
    if (command.includes("docker-state.json"))
      return JSON.stringify({ AdvertiseAddr: `${files.address ?? m1.address}:2377` });
    return "";
  };
  m1.exit = (command) => (command.startsWith("grep -c ENCRYPTED") && !files.encrypted ? 1 : 0);
  all.world.kill(m2);
  all.world.kill(m3);
  const recover = { swarmId: all.id, survivor: "m1" };
  const forced = () => all.world.calls.filter((call) => call.endsWith("force new cluster"));
  return { ...all, recover, forced };
}

describe("recovery of a lost quorum", () => {
  test("lets the survivor go on alone: restarts Docker, removes the dead managers' records and keeps the workers (F12)", async () => {
    const all = await lost();
    const worker = all.world.add("w1");
    all.world.enter(all.fake, worker, "worker");
    await all.update({ recover: all.recover });
    expect(all.forced()).toEqual(["m1 force new cluster"]);
    expect(all.world.calls).toContain("m1 $ systemctl restart docker");
    expect(all.fake.nodes.map(({ Description }) => Description?.Hostname)).toEqual(["m1", "w1"]);
    expect(all.fake.spec.Labels).toEqual({ "pulumi-swarm.recoveries": "1" });
  });

  test("does not force a new cluster that is there already (F19)", async () => {
    const all = await lost();
    await expect(all.update({ taskHistoryLimit: 3 })).rejects.toMatchObject({ code: "SWARM_QUORUM_LOST" });
    expect(all.world.calls).toEqual([]);
    expect(all.world.context.clock.now() - 1_000_000).toBeLessThanOrEqual(32_000);
  });

  test("a manager of the old raft that answers leaves it; those that come back later are not followed", async () => {
    const all = await lost();
    const [m1, m2, m3] = all.machines;
    m2.up = true;
    await all.update({ recover: all.recover });
    expect(m2.state).toBe("inactive");
    // m2 and m3 as they were: a raft of their own under the same ID.
    const old = { ...all.fake, spec: {}, nodes: [] };
    all.world.swarms.unshift(old);
    m3.up = true;
    all.world.enter(old, m2, "manager");
    all.world.enter(old, m3, "manager");
    all.world.follow.set(m1, all.fake);
    // As a new process, which has no manager that answered last.
    const managers = [m2, m3, m1].map((machine) => all.world.manager(machine));
    const view = await findManager({ context: all.world.context, managers });
    expect(view.manager.name).toBe("m1");
  });

  test("does nothing where there is a quorum", async () => {
    const all = await threeManagers();
    await all.update({ recover: { swarmId: all.id, survivor: "m1" } });
    expect(all.world.context.lines.join()).toContain("there is nothing to recover");
    expect(all.world.calls).toEqual([]);
  });

  test("does nothing where there is a quorum, although a manager's record has been left behind", async () => {
    const all = await threeManagers();
    const record = all.world.enter(all.fake, all.world.add("w1"), "worker");
    Object.assign(record.Spec, { Role: "manager" });
    record.Status.State = "down";
    await all.update({ recover: { swarmId: all.id, survivor: "m1" } });
    expect(all.world.context.lines.join()).toContain("there is nothing to recover");
    expect(all.world.calls).toEqual([]);
    expect(all.machines.map(({ state }) => state)).toEqual(["active", "active", "active"]);
  });

  test("a run that was killed after the force is finished by the next", async () => {
    const all = await lost();
    await all.machines[0].host.docker().swarmInit({ ForceNewCluster: true });
    await all.update({ recover: all.recover });
    expect(all.forced()).toHaveLength(1);
    expect(all.fake.nodes).toHaveLength(1);
  });

  test.each([
    ["another swarm's ID", { swarmId: "x", survivor: "m1" }, {}, "not x"],
    ["a manager that is not listed", { survivor: "m9" }, {}, "there is no manager m9"],
    ["autolock (F30)", {}, { encrypted: true }, "autolock is on"],
    ["another address (F30)", {}, { address: "10.9.9.9" }, "was a manager at 10.9.9.9:2377"],
    ["a survivor of another swarm", {}, { swarmId: "other" }, "is in the swarm other"],
  ])("is refused for %s, before anything is changed", async (_name, wanted, files, text) => {
    const all = await lost(files);
    await expect(all.update({ recover: { ...all.recover, ...wanted } })).rejects.toMatchObject({
      code: "SWARM_RECOVERY_REFUSED",
      message: expect.stringContaining(text),
    });
    expect(all.forced()).toEqual([]);
  });

  test("a stack does not hold up a destroy where the quorum is lost (F33)", async () => {
    const all = await lost();
    const state = { name: "web", swarmId: all.id, managers: all.state().managers } as never;
    await stack.delete?.(all.world.context, "web", state);
    expect(all.world.context.lines.join()).toContain("docker stack rm web");
  });
});
