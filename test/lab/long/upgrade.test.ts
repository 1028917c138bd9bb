import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";
import { managersOf } from "../support/swarm";
import { Visitor } from "../support/visitor";

/*
 * Docker changed under a running service, node by node. The tests build on each other.
 */
const LAB = "test-upgrade";
const managers = ["manager-1", "manager-2", "manager-3"];
const all = [...managers, "worker-1"];
const settings = (engine: object = {}) => ({
  pools: [
    { name: "manager", role: "manager", count: 3 },
    { name: "worker", role: "worker", count: 1 },
  ],
  stacks: [{ name: "two", file: "test/lab/support/stacks/two.yaml" }],
  engine,
});

const each = async (command: string) =>
  Object.fromEntries(await Promise.all(all.map(async (name) => [name, await on(LAB, name, command)])));
const startTimes = () => each("systemctl show docker --property ActiveEnterTimestampMonotonic --value");
const daemonJson = async (name: string) =>
  JSON.parse(await on(LAB, name, "cat /etc/docker/daemon.json")) as Record<string, unknown>;

/** Host name, availability and labels of each node, sorted. */
async function nodes(): Promise<string[]> {
  const format = "{{.Description.Hostname}} {{.Spec.Availability}} {{json .Spec.Labels}}";
  const rows = await on(LAB, "manager-1", `docker node inspect --format '${format}' $(docker node ls -q)`);
  return rows.split("\n").sort();
}
const allActive = all.map((name) => `${name} active {}`);

describe("Docker is changed node by node", () => {
  const program = programOf(LAB);

  beforeAll(async () => {
    await program.configure(settings());
    expectSuccess(await program.up());
  });

  test("settings that a running daemon takes over restart nothing", async () => {
    const before = await startTimes();
    await program.configure(settings({ daemon: { debug: true, labels: ["rack=7"] } }));
    expectSuccess(await program.up());
    const seen = await each("docker info --format '{{.Debug}} {{.Labels}}'");
    expect(seen).toEqual(Object.fromEntries(all.map((name) => [name, "true [rack=7]"])));
    expect(await startTimes()).toEqual(before);
  });

  test("others restart one node after the other, the leader last of the managers, and no request fails", async () => {
    const before = await startTimes();
    const [{ leader: led }, { endpoints }] = [await managersOf(LAB, "manager-1"), await program.outputs()];
    const visitor = new Visitor(LAB, endpoints, managers);
    await program.configure(settings({ daemon: { debug: true, "log-opts": { "max-size": "7m" } } }));
    const run = await program.up();
    await visitor.stop();
    expectSuccess(run);
    expect(visitor.failures).toEqual([]);
    expect(visitor.visits.length).toBeGreaterThan(100);
    expect(visitor.order).toHaveLength(4);
    expect([...visitor.order].sort()).toEqual(all);
    expect(visitor.order.slice(2)).toEqual([led, "worker-1"]);
    const after = await startTimes();
    for (const name of all) {
      expect({ name, restarted: after[name] !== before[name] }).toEqual({ name, restarted: true });
      expect(await daemonJson(name)).toMatchObject({ "log-opts": { "max-size": "7m" } });
    }
    expect(await nodes()).toEqual(allActive);
    expectSuccess(await program.up("--expect-no-changes"));
    expect(await startTimes()).toEqual(after);
  });

  test("the first failure stops the rest, and the next up goes on where it stopped", async () => {
    const { leader: led } = await managersOf(LAB, "manager-1");
    const broken = managers.find((name) => name !== led) as string;
    const dropIn = "/etc/systemd/system/docker.service.d/broken.conf";
    await on(LAB, broken, `mkdir -p ${dropIn.replace(/\/[^/]+$/, "")}`);
    await on(LAB, broken, `printf '[Service]\\nExecStartPre=/bin/false\\n' >${dropIn} && systemctl daemon-reload`);
    const before = await startTimes();
    await program.configure(settings({ daemon: { debug: true, "log-opts": { "max-size": "8m" } } }));
    const failed = await program.up();
    expect(failed.code).not.toBe(0);
    expect(failed.text).toContain("Docker does not start");
    expect(failed.text).toContain(`${broken} stays drained until the next successful run`);
    expect(failed.text).toContain(`Nothing was changed: the change of ${broken} failed before it was this host's turn`);
    for (const name of [led, "worker-1"]) {
      expect(await daemonJson(name)).toMatchObject({ "log-opts": { "max-size": "7m" } });
      expect(await on(LAB, name, "systemctl show docker --property ActiveEnterTimestampMonotonic --value")).toBe(
        before[name],
      );
    }
    const rows = await on(LAB, led, "docker node ls --format '{{.Hostname}} {{.Availability}}'");
    expect(rows.split("\n").filter((row) => !row.endsWith(" Active"))).toEqual([`${broken} Drain`]);

    await on(LAB, broken, `rm ${dropIn} && systemctl daemon-reload`);
    const done = managers.filter((name) => name !== led && name !== broken)[0] as string;
    const changed = JSON.stringify(await daemonJson(done)).includes("8m");
    const started = (await startTimes())[done];
    expectSuccess(await program.up());
    for (const name of all) expect(await daemonJson(name)).toMatchObject({ "log-opts": { "max-size": "8m" } });
    // What was done already is not done again.
    expect((await startTimes())[done] === started).toBe(changed);
    expect(await nodes()).toEqual(allActive);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("managers under autolock come back locked from the restart, and are unlocked in their turn", async () => {
    const daemon = (size: string) => ({ daemon: { debug: true, "log-opts": { "max-size": size } } });
    await program.configure({ ...settings(daemon("8m")), swarm: { autolock: true } });
    expectSuccess(await program.up());
    const before = await startTimes();
    await program.configure({ ...settings(daemon("9m")), swarm: { autolock: true } });
    expectSuccess(await program.up());
    const after = await startTimes();
    for (const name of all) expect(after[name]).not.toBe(before[name]);
    expect((await managersOf(LAB, "manager-1")).reachable).toBe(3);
    expect(await nodes()).toEqual(allActive);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("a downgrade is refused in the preview, with the reason", async () => {
    await program.configure(
      settings({ source: "docker", daemon: { debug: true, "log-opts": { "max-size": "8m" } }, version: "25.0.0" }),
    );
    const run = await program.preview();
    expect(run.code).not.toBe(0);
    expect(run.text).toMatch(/25\.0\.0 is older than the installed [\d.]+: Docker does not support downgrades/);
    expect(run.text).toContain("allowDowngrade: true");
  });
});
