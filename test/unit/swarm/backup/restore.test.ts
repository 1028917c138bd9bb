import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { partsFolder } from "../../../../provisioners/swarm/backup/data-script";
import type { Manifest } from "../../../../provisioners/swarm/backup/manifest";
import { swarmInputs } from "../../../../provisioners/swarm/cluster/schema";
import { swarm } from "../../../../provisioners/swarm/cluster/swarm";
import type { Machine } from "../../fakes/shapes";
import { World } from "../../fakes/world";
import { backupFile, manifestOf, packed, swarmFiles } from "./backup-file";

jest.setTimeout(120_000);

const data = packed(swarmFiles);
let identity: string;
let recipients: string[];

beforeAll(async () => {
  identity = await generateIdentity();
  recipients = [await identityToRecipient(identity)];
});

async function archiveOf(change: Partial<Manifest> = {}): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), "swarm-restore-")), "swarm.age");
  writeFileSync(path, await backupFile({ recipients }, data, { ...manifestOf(data), ...change }));
  return path;
}

/** A swarm of two managers and a worker that is gone, and new machines at other addresses, or at that of the backup. */
function lostSwarm(newAddresses: readonly string[]) {
  const world = new World();
  const old = ["old-1", "old-2", "old-3"].map((name, index) => world.add(name, `10.0.0.${index + 1}`));
  const fake = world.form(old, 2);
  for (const machine of old) world.kill(machine);
  const backedUp = fake.nodes[1]?.ID ?? "";
  world.machines.length = 0;
  const machines = newAddresses.map((address, index) => world.add(`new-${index + 1}`, address)) as [
    Machine,
    ...Machine[],
  ];
  for (const machine of machines) {
    machine.shell = (command) => {
      // The data is that of a manager that Docker does not start yet.
      if (command.includes("systemd-run")) Object.assign(machine, { swarmId: fake.id, nodeId: backedUp });
      return command.includes("is-active") ? "inactive" : "";
    };
  }
  const inputs = (archive: string, more: object = {}) =>
    swarmInputs.parse({
      managers: machines.map((machine) => world.manager(machine)),
      restore: { archive, identity },
      ...more,
    });
  const forced = () => world.calls.filter((call) => call.endsWith("force new cluster"));
  const members = () =>
    fake.nodes.map(({ Description, ManagerStatus }) => [Description?.Hostname, ManagerStatus?.Addr]);
  return { world, fake, machines, inputs, forced, members };
}

describe("a swarm that is restored from a backup", () => {
  test("goes on at the same address with its ID, without those that are gone (F29)", async () => {
    const { world, machines, inputs, forced, members } = lostSwarm(["10.0.0.2", "10.0.0.9"]);
    const made = await swarm.create(world.context, inputs(await archiveOf()));
    expect(made.id).toBe("swarm1");
    expect(world.uploads.get(`${partsFolder}/part-000000`)).toBeDefined();
    expect(forced()).toEqual(["new-1 force new cluster"]);
    expect(members()).toEqual([["old-2", "10.0.0.2:2377"]]);
    expect(machines[1]?.state).toBe("inactive");
    expect(world.calls.some((call) => call.includes("iptables"))).toBe(false);
  });

  test("moves to another address through a second manager, and leaves no translation behind", async () => {
    const { world, inputs, members } = lostSwarm(["10.9.0.1", "10.9.0.2", "10.9.0.3"]);
    const made = await swarm.create(world.context, inputs(await archiveOf()));
    expect(made.id).toBe("swarm1");
    expect(members()).toEqual([
      ["new-2", "10.9.0.2:2377"],
      ["new-1", "10.9.0.1:2377"],
    ]);
    const translations = world.calls.filter((call) => call.includes("iptables"));
    expect(translations.map((call) => call.split(" ")[0])).toEqual(["new-2", "new-2"]);
    expect(translations[0]).toContain("-d 10.0.0.2/32 -p tcp --dport 2377 -j DNAT --to-destination 10.9.0.1:2377");
    expect(translations[1]).toContain("iptables -w -t nat -D OUTPUT");
    const at = (text: string) => world.calls.findIndex((call) => call.includes(text));
    expect(at("new-2 join 10.0.0.2:2377")).toBeLessThan(at("new-1 leave"));
  });

  test.each([
    ["a newer Docker", { engine: "30.0.0" }, {}, "which is newer than that of new-1 (29.0.1)"],
    ["autolock (F30)", { autolock: true }, {}, "autolock was on"],
    ["a single manager at another address (F30)", {}, {}, "the only manager is at 10.9.0.1"],
    ["no such file", {}, { archive: "/nowhere/swarm.age" }, "there is no file /nowhere/swarm.age"],
  ])("is refused for %s, before anything is changed", async (_what, change, more, text) => {
    const { world, inputs } = lostSwarm([text.includes("only manager") ? "10.9.0.1" : "10.0.0.2"]);
    const restore = { archive: await archiveOf(change), identity, ...more };
    await expect(swarm.create(world.context, inputs("", { restore }))).rejects.toMatchObject({
      code: "RESTORE_REFUSED",
      message: expect.stringContaining(text),
    });
    expect(world.calls).toEqual([]);
  });

  test("is refused for another identity, before anything is changed", async () => {
    const { world, inputs } = lostSwarm(["10.0.0.2"]);
    const restore = { archive: await archiveOf(), identity: await generateIdentity() };
    await expect(swarm.create(world.context, inputs("", { restore }))).rejects.toMatchObject({
      code: "BACKUP_WRONG_KEY",
    });
    expect(world.calls).toEqual([]);
  });

  test("is refused on machines that are in another swarm", async () => {
    const { world, machines, inputs, forced } = lostSwarm(["10.0.0.2"]);
    world.form(machines, 1);
    await expect(swarm.create(world.context, inputs(await archiveOf()))).rejects.toMatchObject({
      code: "RESTORE_REFUSED",
      message: expect.stringContaining("here is swarm2"),
    });
    expect(forced()).toEqual([]);
  });

  test("is finished by the next run where one was killed after the force", async () => {
    const { world, machines, inputs, forced, members } = lostSwarm(["10.9.0.1", "10.9.0.2"]);
    machines[0].shell("systemd-run");
    await machines[0].host.docker().swarmInit({ ForceNewCluster: true });
    expect(forced()).toHaveLength(1);
    const made = await swarm.create(world.context, inputs(await archiveOf()));
    expect(made.id).toBe("swarm1");
    expect(forced()).toHaveLength(1);
    expect(members()).toEqual([
      ["new-2", "10.9.0.2:2377"],
      ["new-1", "10.9.0.1:2377"],
    ]);
  });
});

describe("a restore that is declared", () => {
  const differs = (before: object, after: object) => {
    const changed = JSON.stringify(before) === JSON.stringify(after) ? [] : ["restore"];
    return swarm.diff?.(before as never, after as never, { changed, changes: changed.length > 0 })?.changes;
  };

  test("changes nothing where it stays, nor where it is taken out", () => {
    const restore = { archive: "swarm.age", identity: "AGE-SECRET-KEY-1" };
    expect(differs({ restore }, { restore })).toBe(false);
    expect(differs({ restore }, {})).toBe(false);
    expect(differs({}, { restore })).toBe(true);
  });

  test("brings a swarm back that is in the state and on no machine any more", async () => {
    const { world, inputs, forced } = lostSwarm(["10.0.0.2"]);
    const wanted = inputs(await archiveOf());
    const state = { ...inputs("", { restore: undefined }), swarmId: "swarm1", joinTokens: { manager: "", worker: "" } };
    await swarm.update?.(world.context, "swarm1", state, wanted);
    expect(forced()).toHaveLength(1);
  });

  test("leaves a swarm alone that lives", async () => {
    const { world, machines, fake, inputs, forced } = lostSwarm(["10.0.0.2"]);
    fake.nodes.length = 0;
    world.enter(fake, machines[0], "manager");
    const wanted = inputs(await archiveOf());
    const state = { ...inputs("", { restore: undefined }), swarmId: "swarm1", joinTokens: { manager: "", worker: "" } };
    await swarm.update?.(world.context, "swarm1", state, wanted);
    expect(forced()).toEqual([]);
    expect(world.context.lines.join()).toContain("nothing is restored");
    expect(world.calls.filter((call) => call.includes("restart"))).toEqual([]);
  });

  test("needs one way to open the backup", () => {
    const { inputs } = lostSwarm(["10.0.0.2"]);
    expect(swarm.check?.(inputs("", { restore: { archive: "a" } }))).toMatchObject([{ property: "restore" }]);
    expect(swarm.check?.(inputs("", { restore: { archive: "a", identity: "b", passphrase: "c" } }))).toHaveLength(1);
  });
});
