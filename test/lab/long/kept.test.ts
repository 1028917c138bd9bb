import { send } from "../../../lab/client";
import { lend } from "../support/lent";
import { host, on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";
import { nodesOf } from "../support/swarm";

/*
 * Hosts that outlive their cluster: a swarm that somebody made by hand is taken over, and ends while hosts are out of
 * reach. Each host has a container of its owner. The tests build on each other.
 */
const LAB = "test-kept";
const NAMES = ["one", "two", "three"];

const containers = (name: string, filter: string) => on(LAB, name, `docker ps -q --no-trunc --filter name=${filter}`);
const cutPower = (name: string) => send(LAB, { command: "kill", name });
const localState = (name: string) => on(LAB, name, "docker info --format '{{.Swarm.LocalNodeState}}'");

async function switchOn(name: string): Promise<void> {
  await send(LAB, { command: "start", name });
  await host(LAB, name, 120_000);
}

/** What of a host is its owner's: Docker's version and settings, its networks, and a container. */
const ownersOf = (name: string) =>
  on(
    LAB,
    name,
    "docker version --format '{{.Server.Version}}'; cat /etc/docker/daemon.json; systemctl is-enabled docker; " +
      "docker network ls --format '{{.Name}} {{.Driver}}' | sort; docker ps -a --no-trunc --format '{{.ID}} {{.Names}}'",
  );

describe("hosts that outlive their cluster", () => {
  const program = programOf(LAB);
  let declared: object;
  const before = new Map<string, string>();

  beforeAll(async () => {
    const hosts = await Promise.all(NAMES.map((name, index) => lend(LAB, name, 11 + index)));
    const roles = [{ role: "manager" }, { role: "manager" }, { role: "worker", labels: { disk: "ssd" } }];
    declared = { source: "hosts", hosts: hosts.map((one, index) => ({ ...one, ...roles[index] })) };
    for (const name of NAMES) {
      await on(LAB, name, "docker run --detach --name owners --restart always busybox:1.37 sleep 1000000");
      before.set(name, await ownersOf(name));
    }
  });

  const up = async (more: object = {}) => {
    await program.configure({ ...declared, ...more });
    return program.up();
  };

  test("import: a swarm made by hand is taken over, with its workload untouched", async () => {
    await on(LAB, "one", "docker swarm init --advertise-addr 10.77.0.11 --default-addr-pool 10.60.0.0/16");
    const token = await on(LAB, "one", "docker swarm join-token -q worker");
    await on(LAB, "three", `docker swarm join --token ${token} 10.77.0.11:2377`);
    await on(LAB, "one", "docker node update --label-add owner=hand three");
    await on(LAB, "one", "docker service create --name keeper --mode global busybox:1.37 sleep 1000000");
    const swarmId = await on(LAB, "one", "docker info --format '{{.Swarm.Cluster.ID}}'");
    const ids = (await nodesOf(LAB, "one")).map(({ ID }) => ID);
    const tasks = [await containers("one", "keeper"), await containers("three", "keeper")];

    const run = await up();
    expectSuccess(run);
    expect(run.text).toMatch(/Adopts the swarm/);
    expect(run.text).toMatch(/keeps its address pools 10\.60\.0\.0\/16/);
    expect(await on(LAB, "one", "docker info --format '{{.Swarm.Cluster.ID}}'")).toBe(swarmId);
    const rows = await nodesOf(LAB, "one");
    expect(rows.map(({ ID }) => ID)).toEqual(expect.arrayContaining(ids));
    expect(rows.map(({ Hostname, Status }) => `${Hostname} ${Status}`).sort()).toEqual([
      "one Ready",
      "three Ready",
      "two Ready",
    ]);
    expect([await containers("one", "keeper"), await containers("three", "keeper")]).toEqual(tasks);
    const labels = await on(LAB, "one", "docker node inspect three --format '{{json .Spec.Labels}}'");
    expect(JSON.parse(labels)).toEqual({ disk: "ssd", owner: "hand" });
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("destroy ends with a host out of reach and reports it; the others are as their owner had them (F33)", async () => {
    // With a task on each host, and a container of the owner's in a network of the swarm.
    expectSuccess(await up({ stacks: ["agent"], networks: [{ name: "shared", attachable: true }] }));
    expect(await containers("three", "agent")).not.toBe("");
    await on(LAB, "three", "docker run --detach --name guest --network shared busybox:1.37 sleep 1000000");
    await cutPower("three");
    const run = await program.destroy();
    expectSuccess(run);
    expect(run.text).toMatch(/three cannot be reached/);
    expect(run.text).toMatch(/three is down: the stack's containers there end/);
    expect(run.text).toMatch(/the network shared stays: containers on nodes that are down use it \(three\)/);
    expectSuccess(await program.destroy());
    for (const name of ["one", "two"]) {
      expect(await localState(name)).toBe("inactive");
      expect(await ownersOf(name)).toBe(before.get(name));
    }
    await switchOn("three");
    // What the warning asks for.
    expect(run.text).toMatch(/three.*`docker swarm leave --force`/);
    await on(LAB, "three", "docker swarm leave --force");
  });

  test("destroy ends with a lost quorum and reports it; the hosts that answer are as their owner had them (F33)", async () => {
    expectSuccess(await up());
    await cutPower("two");
    const run = await program.destroy();
    expectSuccess(run);
    expect(run.text).toMatch(/lost its quorum: of 2 managers 1 answers/);
    expect(run.text).toMatch(/two.*`docker swarm leave --force`/);
    expectSuccess(await program.destroy());
    expect([await localState("one"), await localState("three")]).toEqual(["inactive", "inactive"]);
    expect(await ownersOf("one")).toBe(before.get("one"));
    await switchOn("two");
    await on(LAB, "two", "docker swarm leave --force");
    expect(await localState("two")).toBe("inactive");
  });
});
