import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { consoleFile } from "../../../../lab/daemon/console";
import type { Lab } from "../../../../lab/daemon/lab";
import { machineFolder } from "../../../../lab/paths";
import { loadMachines } from "../../../../lab/store";
import { until } from "../../../../provisioners/core/until";
import { FakeBackend, type Step } from "./fake-backend";

/* A start that fails at one of its steps is repaired by the next one. */
let backend: FakeBackend;
let lab: Lab;
beforeEach(async () => {
  backend = await FakeBackend.make();
  lab = await backend.open();
});
afterEach(() => backend.close());

const request = (name = "one", last = 11) => ({
  name,
  cpus: 1,
  memory: 320,
  address: `10.77.0.${last}`,
  image: "bare" as const,
  authorizedKey: "ssh-ed25519 AAAA",
  ports: [8080],
});
const ensure = (name?: string, last?: number) => lab.ensure(request(name, last), () => undefined);
const viewOf = (name: string) => lab.list().find((machine) => machine.name === name);
const seedOf = (name: string) => join(machineFolder(backend.name, name), "seed.tar");
const cause = () => Object.assign(new Error("open: Permission denied"), { code: "EACCES" });

describe("the creation of a machine", () => {
  test.each<Step>(["prepare", "kernel", "image", "forward", "program"])(
    "that failed at the step %s is repaired by the next one",
    async (step) => {
      backend.failOnce(step, cause());
      await expect(ensure()).rejects.toThrow("Permission denied");
      expect(viewOf("one")?.up ?? false).toBe(false);
      expect(await ensure()).toMatchObject({ up: true, failure: undefined });
      expect((await loadMachines(backend.name)).map(({ name }) => name)).toEqual(["one"]);
    },
  );

  test.each<Step>(["forward", "program"])("that failed at the step %s tells place, reason and fix", async (step) => {
    await ensure();
    await lab.kill("one");
    // Forwards that are open stay so; a lab that is opened anew has none.
    backend.crash();
    lab = await backend.open();
    backend.failOnce(step, cause());
    await expect(ensure()).rejects.toMatchObject({
      host: "this machine",
      message: expect.stringMatching(/one[\s\S]*Cause: open: Permission denied\nFix: /),
    });
  });

  test("without a program that writes the seed disk is repaired once there is one", async () => {
    const path = process.env.PATH;
    process.env.PATH = "/nowhere";
    try {
      await expect(ensure()).rejects.toThrow("Cannot write a machine's seed disk");
    } finally {
      process.env.PATH = path;
    }
    expect(await loadMachines(backend.name)).toEqual([]);
    expect(await ensure()).toMatchObject({ up: true });
  });

  test("does not record a machine before its seed disk is written", async () => {
    const folder = machineFolder(backend.name, "one");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "disk.cow"), "of a creation that was killed");
    expect(await ensure()).toMatchObject({ up: true });
    expect(existsSync(join(folder, "disk.cow"))).toBe(false);
  });

  test("makes one machine for two that ask at the same time", async () => {
    const views = await Promise.all([ensure(), ensure()]);
    expect(views[0]?.sshPort).toBe(views[1]?.sshPort);
    expect(backend.steps.filter((step) => step === "program")).toHaveLength(1);
  });

  test("begins anew when an earlier one recorded a machine without its seed disk", async () => {
    backend.failOnce("program", cause());
    await expect(ensure()).rejects.toThrow("Permission denied");
    await rm(seedOf("one"));
    expect(await ensure()).toMatchObject({ up: true });
    expect(existsSync(seedOf("one"))).toBe(true);
  });

  test("does not begin anew when the machine may hold data", async () => {
    await ensure();
    await lab.kill("one");
    await rm(seedOf("one"));
    await expect(ensure()).rejects.toMatchObject({ code: "LAB_INCOMPLETE", host: "this machine" });
    expect(existsSync(consoleFile(backend.name, "one"))).toBe(true);
  });
});

describe("the start of a machine that is there", () => {
  const rules = [{ protocol: "icmp" as const, sources: ["10.77.0.0/24"] }];

  test.each<Step>(["program", "firewall"])("that failed at the step %s is repaired by the next one", async (step) => {
    await ensure();
    await lab.setFirewall("one", rules);
    await lab.kill("one");
    backend.failOnce(step, cause());
    await expect(ensure()).rejects.toMatchObject({ code: "LAB_START", host: "this machine" });
    expect(backend.running.has("one")).toBe(false);
    expect(viewOf("one")).toMatchObject({ up: false, failure: expect.stringContaining("Permission denied") });
    expect(await ensure()).toMatchObject({ up: true, failure: undefined });
  });

  test("fails for one machine alone when the lab opens", async () => {
    await ensure("one", 11);
    await ensure("two", 12);
    backend.crash();
    backend.failOnce("program", cause());
    lab = await backend.open();
    expect(
      lab
        .list()
        .map(({ up }) => up)
        .sort(),
    ).toEqual([false, true]);
    await Promise.all([ensure("one", 11), ensure("two", 12)]);
    expect(lab.list().map(({ up }) => up)).toEqual([true, true]);
  });

  test("opens no port twice", async () => {
    await ensure();
    const forwards = () => backend.steps.filter((step) => step === "forward").length;
    const before = forwards();
    await lab.kill("one");
    await ensure();
    expect(forwards()).toBe(before);
  });
});

describe("the wait for a machine", () => {
  test("ends when its program died at every start, and the next one starts it anew", async () => {
    backend.mortal.add("one");
    await expect(ensure()).rejects.toMatchObject({
      code: "LAB_DIED",
      message: expect.stringMatching(/it died at 3 starts in a row\nEnd of its console:\nthe console/),
    });
    backend.mortal.clear();
    expect(await ensure()).toMatchObject({ up: true });
  });

  test("ends when a start after a death fails", async () => {
    backend.mute.add("one");
    const wait = ensure();
    await whileWaiting();
    backend.failOnce("program", cause());
    backend.die("one");
    await expect(wait).rejects.toMatchObject({ code: "LAB_START" });
  });

  test("ends when the machine is switched off", async () => {
    backend.mute.add("one");
    const wait = ensure();
    await whileWaiting();
    const refused = expect(wait).rejects.toMatchObject({ code: "LAB_OFF" });
    await lab.kill("one");
    await refused;
  });

  test("goes on when the machine dies once and is started again", async () => {
    backend.mute.add("one");
    const wait = ensure();
    await whileWaiting();
    const first = backend.running.get("one");
    backend.mute.clear();
    backend.die("one");
    expect(await wait).toMatchObject({ up: true });
    expect(backend.running.get("one")).not.toBe(first);
  });

  const whileWaiting = () =>
    until(async () => backend.running.has("one") || undefined, { what: "the program", deadlineMs: 3_000, pauseMs: 5 });
});

test("what a removal left of a machine without a record goes when the lab opens", async () => {
  const folder = machineFolder(backend.name, "gone");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "seed.tar"), "");
  lab = await backend.open();
  expect(existsSync(folder)).toBe(false);
});

test("a removal that failed is repaired by the next one", async () => {
  await ensure();
  backend.failOnce("remove", cause());
  await expect(lab.remove("one")).rejects.toThrow("Permission denied");
  await until(async () => viewOf("one")?.up === false || undefined, { what: "its end", deadlineMs: 3_000, pauseMs: 5 });
  await lab.remove("one");
  expect(lab.isEmpty).toBe(true);
});
