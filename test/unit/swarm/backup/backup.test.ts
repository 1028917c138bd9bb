import { backUp, plan } from "../../../../provisioners/swarm/backup/backup";
import { dataScriptPath, dataUnit } from "../../../../provisioners/swarm/backup/data-script";
import { UnlockKeys } from "../../../../provisioners/swarm/unlock/unlock-keys";
import { threeManagers } from "../../fakes/managers";
import { bytesOf, manifestOf, packed, swarmFiles } from "./backup-file";

/** Three managers; the second one copies its data as systemd is told to. */
async function managersThatCopy({ busy = false, fails = false, locks = false } = {}) {
  const all = await threeManagers(locks ? { autolock: true } : {});
  const { world, machines, fake, id } = all;
  const [, m2] = machines;
  const data = packed(swarmFiles);
  const { files, data: packedData } = manifestOf(data);
  const sums = [
    files.map(({ path, sha256 }) => `${sha256}  ${path}`).join("\n"),
    files.map(({ path, bytes }) => `${bytes} ${path}`).join("\n"),
    `${packedData.sha256}  -\n${packedData.bytes}`,
  ].join("\n\n");
  let looks = 0;
  let begun = false;
  let ended = false;
  for (const machine of machines) {
    machine.shell = (command) => {
      if (command.includes("systemd-run")) begun = true;
      if (command.includes("/taken")) ended = true;
      if (command.includes("fact sums")) {
        looks++;
        if (fails) return "@@@ unit\nfailed\n";
        if (looks === 2 && locks) machine.state = "locked";
        return looks < 3
          ? "@@@ unit\nactive\n\n@@@ step\nstopping\n"
          : `@@@ unit\nactive\n\n@@@ step\npacked\n\n@@@ sums\n${sums}\n`;
      }
      if (command.startsWith("journalctl")) return "cp: no space left on device";
      const at = /tail -c \+(\d+) .* head -c (\d+)/.exec(command);
      if (at) return data.subarray(Number(at[1]) - 1, Number(at[1]) - 1 + Number(at[2])).toString("base64");
      if (command.includes("is-active")) return ended ? "inactive" : "active";
      return "";
    };
    machine.exit = (command) => (command.includes("systemd-run") && busy ? 75 : 0);
  }
  fake.objects.push({ kind: "secret", ID: "secret1", Spec: { Name: "password", Labels: {}, Data: "" } });
  const access = { context: world.context, managers: machines.map((machine) => world.manager(machine)), swarmId: id };
  return { ...all, access, data, m2, ended: () => ended, begun: () => begun };
}

describe("a backup", () => {
  test("hands over the data of a manager that does not lead, with what the swarm has", async () => {
    const { access, data, world, m2, ended } = await managersThatCopy();
    const planned = await plan(access);
    let taken: Buffer | undefined;
    const manifest = await backUp(access, planned, async (_manifest, bytes) => {
      taken = await bytesOf(bytes);
    });
    expect(taken).toEqual(data);
    expect(manifest).toMatchObject({
      swarmId: "swarm1",
      engine: "29.0.1",
      node: { name: "m2", address: m2.address },
      autolock: false,
      secrets: [{ name: "password" }],
      nodes: [{ name: "m1" }, { name: "m2" }, { name: "m3" }],
    });
    expect(world.uploads.has(dataScriptPath)).toBe(true);
    expect(ended()).toBe(true);
  });

  test("unlocks the manager that comes back locked, and writes no key down", async () => {
    const { access, world } = await managersThatCopy({ locks: true });
    const planned = await plan(access);
    const manifest = await backUp(access, planned, async (_manifest, bytes) => void (await bytesOf(bytes)));
    expect(world.calls).toContain("m2 POST /swarm/unlock");
    expect(manifest.autolock).toBe(true);
    expect(JSON.stringify(manifest)).not.toContain("SWMKEY");
  });

  test("is refused where autolock is on and nobody knows the key", async () => {
    const { access, world, id, begun } = await managersThatCopy({ locks: true });
    world.context.session.get(UnlockKeys).learn(id, undefined);
    await expect(plan(access)).rejects.toMatchObject({ code: "SWARM_LOCKED" });
    expect(begun()).toBe(false);
  });

  test("is refused while another one is under way on the manager", async () => {
    const { access } = await managersThatCopy({ busy: true });
    const never = async () => Promise.reject(new Error("nothing was copied"));
    await expect(backUp(access, await plan(access), never)).rejects.toMatchObject({ code: "BACKUP_UNDER_WAY" });
  });

  test("tells what the manager's journal says where the copy fails", async () => {
    const { access } = await managersThatCopy({ fails: true });
    const never = async () => Promise.reject(new Error("nothing was copied"));
    await expect(backUp(access, await plan(access), never)).rejects.toMatchObject({
      code: "BACKUP_FAILED",
      cause: "cp: no space left on device",
    });
  });

  test("has the copy removed where nobody could take it", async () => {
    const { access, ended } = await managersThatCopy();
    const full = async () => Promise.reject(new Error("disk full"));
    await expect(backUp(access, await plan(access), full)).rejects.toThrow("disk full");
    expect(ended()).toBe(true);
  });

  test("begins the copy as one unit, whose end starts Docker", async () => {
    const { access, world } = await managersThatCopy();
    await backUp(access, await plan(access), async (_manifest, bytes) => void (await bytesOf(bytes)));
    const begin = world.calls.find((call) => call.includes("systemd-run")) ?? "";
    expect(begin).toContain(`--unit=${dataUnit}`);
    expect(begin).toMatch(/ExecStopPost=\/bin\/sh \S+ end/);
    expect(begin).toMatch(/RuntimeMaxSec=\d+/);
    expect(begin).toContain("/var/lib/docker");
  });
});
