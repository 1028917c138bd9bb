import { listMachines, send } from "../../../lab/client";
import type { InboundRule } from "../../../lab/network/firewall";
import { loadMachines } from "../../../lab/store";
import { until } from "../support/jest/pace";
import { step } from "../support/jest/steps";
import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";
import { healthy, nodesOf, swarmOf } from "../support/swarm";
import type { UnderWay } from "../support/under-way";
import { Watch } from "../support/watch";

/*
 * Managers and workers come and go while machines are dead, deaf or cut off. The tests build on each other; the swarm
 * stays the same one to the end.
 */
const LAB = "test-members";
const pools = (managers: number, workers = 0) => ({
  lab: { name: LAB },
  allow: ["fewerManagers"],
  pools: [
    { name: "manager", role: "manager", count: managers, memory: 512 },
    { name: "worker", role: "worker", count: workers, memory: 512 },
  ],
});
const everything: InboundRule[] = [
  { protocol: "tcp", ports: [1, 2376], sources: ["0.0.0.0/0"] },
  { protocol: "tcp", ports: [2378, 65535], sources: ["0.0.0.0/0"] },
  { protocol: "udp", sources: ["0.0.0.0/0"] },
  { protocol: "icmp", sources: ["0.0.0.0/0"] },
];

const hostnames = (rows: { Hostname: string }[]) => rows.map(({ Hostname }) => Hostname).sort();
const localState = (name: string) => on(LAB, name, "docker info --format '{{.Swarm.LocalNodeState}}'");

async function cutPower(name: string): Promise<void> {
  await send(LAB, { command: "kill", name });
  await until(async () => ((await listMachines(LAB)).find((m) => m.name === name)?.up ? undefined : true), {
    what: `${name} to be off`,
    deadlineMs: 20_000,
  });
}

/** Waits until a machine of the run is made, so that its network can be changed before it joins. */
const made = (run: UnderWay, name: string) =>
  run.reaches(`the machine ${name}`, async () =>
    (await loadMachines(LAB)).some((machine) => machine.name === name) ? true : undefined,
  );

describe("members of a swarm", () => {
  const program = programOf(LAB);
  let swarm: string;

  step("five managers asked for at once are five reachable ones with one leader (F11)", async () => {
    await program.configure(pools(5));
    expectSuccess(await program.up());
    const rows = await healthy(LAB, "manager-1", 5);
    expect(rows.filter(({ ManagerStatus }) => ManagerStatus === "Reachable")).toHaveLength(4);
    swarm = await swarmOf(LAB, "manager-1");
  });

  test("the dead manager goes first from 5 managers to 3 (F21)", async () => {
    await cutPower("manager-5");
    const watch = new Watch(LAB, "manager-1");
    await program.configure(pools(3));
    const run = await program.up();
    await watch.stop();
    expectSuccess(run);
    const without = (name: string) => watch.seen.findIndex(({ managers }) => !managers.includes(name));
    expect(without("manager-5")).toBeGreaterThan(0);
    expect(without("manager-5")).toBeLessThan(without("manager-4"));
    expect(hostnames(await healthy(LAB, "manager-1", 3))).toEqual(["manager-1", "manager-2", "manager-3"]);
  });

  test("a worker joins through another manager when the first one is dead (F08)", async () => {
    await cutPower("manager-1");
    await program.configure(pools(3, 1));
    expectSuccess(await program.up());
    const worker = (await nodesOf(LAB, "manager-2")).find(({ Hostname }) => Hostname === "worker-1");
    expect(worker).toMatchObject({ Status: "Ready", ManagerStatus: "" });
    await send(LAB, { command: "start", name: "manager-1" });
    await healthy(LAB, "manager-2", 4);
  });

  test("a manager that was removed while it was dead comes back as a new node (F24)", async () => {
    const before = (await nodesOf(LAB, "manager-1")).find(({ Hostname }) => Hostname === "manager-3")?.ID as string;
    await cutPower("manager-3");
    await until(
      async () => {
        const row = (await nodesOf(LAB, "manager-1")).find(({ ID }) => ID === before);
        return row?.ManagerStatus === "Unreachable" ? true : undefined;
      },
      { what: "manager-3 to be unreachable", deadlineMs: 60_000 },
    );
    await on(LAB, "manager-1", `docker node demote ${before} && docker node rm --force ${before}`);
    await send(LAB, { command: "start", name: "manager-3" });
    expectSuccess(await program.up("--refresh"));
    const rows = await healthy(LAB, "manager-1", 4);
    const after = rows.find(({ Hostname }) => Hostname === "manager-3");
    expect(after?.ID).not.toBe(before);
    expect(after?.ManagerStatus).not.toBe("");
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("a join that the network holds up goes on when the network does (F09)", async () => {
    await program.configure(pools(3, 2));
    const run = program.beginUp();
    await made(run, "worker-2");
    const managers = ["manager-1", "manager-2", "manager-3", "worker-1"];
    await send(LAB, { command: "network", request: { do: "partition", groups: [["worker-2"], managers] } });
    let since = 0;
    await run.reaches("a join that the daemon has given up waiting for", async () => {
      if (!/joining as worker/.test(run.text)) return undefined;
      if ((await localState("worker-2")) !== "pending") return undefined;
      since ||= Date.now();
      // The daemon answers its caller after 20 s and goes on by itself.
      return Date.now() - since > 25_000 ? true : undefined;
    });
    await send(LAB, { command: "network", request: { do: "heal" } });
    expectSuccess(await run.done);
    expect(hostnames(await healthy(LAB, "manager-1", 5))).toContain("worker-2");
  });

  test("managers go one after the other from 3 to 1, the leader among them (F22)", async () => {
    const leader = async () =>
      (await nodesOf(LAB, "manager-2")).find(({ ManagerStatus }) => ManagerStatus === "Leader")?.Hostname;
    if ((await leader()) === "manager-1") await on(LAB, "manager-1", "systemctl restart docker");
    await until(async () => ((await leader()) !== "manager-1" ? true : undefined), {
      what: "another leader than manager-1",
      deadlineMs: 60_000,
    });
    await healthy(LAB, "manager-1", 5);
    const watch = new Watch(LAB, "manager-1");
    await program.configure(pools(1, 0));
    const run = await program.up();
    await watch.stop();
    expectSuccess(run);
    const counts = watch.seen.map(({ managers }) => managers.length).filter((count, i, all) => count !== all[i - 1]);
    expect(counts).toEqual([3, 2, 1]);
    expect(hostnames(await healthy(LAB, "manager-1", 1))).toEqual(["manager-1"]);
    expect(await swarmOf(LAB, "manager-1")).toBe(swarm);
  });

  test("a failed join of a manager whose 2377 is closed names the port, leaves no stale node and keeps the quorum (F10)", async () => {
    await program.configure(pools(3));
    const run = program.beginUp();
    await made(run, "manager-2");
    await send(LAB, { command: "network", request: { do: "firewall", name: "manager-2", rules: everything } });
    const failed = await run.done;
    expect(failed.code).not.toBe(0);
    expect(failed.text).toMatch(/10\.77\.0\.12:2377: open 2377\/tcp from the managers to it/);
    const rows = await nodesOf(LAB, "manager-1");
    expect(rows.every(({ Status }) => Status === "Ready")).toBe(true);
    expect(hostnames(rows)).not.toContain("manager-2");
    await send(LAB, { command: "network", request: { do: "firewall", name: "manager-2" } });
    expectSuccess(await program.up());
    expect(hostnames(await healthy(LAB, "manager-1", 3))).toEqual(["manager-1", "manager-2", "manager-3"]);
    expect(await swarmOf(LAB, "manager-1")).toBe(swarm);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("all of them at once end the swarm", async () => {
    expectSuccess(await program.destroy());
    expect(await loadMachines(LAB)).toEqual([]);
  });
});
