import { send } from "../../../lab/client";
import { lend } from "../support/lent";
import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";
import { waitFor } from "../support/swarm";

/*
 * A swarm in which nothing is as Docker has it by itself, on hosts with a network of their own for overlay traffic; then
 * somebody changes it by hand. The tests build on each other.
 */
const LAB = "test-declared";
const NAMES = ["one", "two", "three"];
const PORT = 4790;

const shared = "$(ip -o -4 addr show to 10.77.0.0/24 | awk '{print $2}')";
const cluster = async () => JSON.parse(await on(LAB, "one", "docker info --format '{{json .Swarm.Cluster}}'"));
const containerOn = (name: string) => on(LAB, name, "docker ps -q --filter name=labelled_web");

/** Role, availability and labels of each node. */
async function nodes(): Promise<string[]> {
  const format = "{{.Description.Hostname}} {{.Spec.Role}} {{.Spec.Availability}} {{json .Spec.Labels}}";
  return (await on(LAB, "one", `docker node inspect --format '${format}' ${NAMES.join(" ")}`)).split("\n");
}

/** Packets of overlay networks that have reached a machine by its address for them, since this was asked first. */
async function overlayPackets(name: string, port: number): Promise<number> {
  const rule = `INPUT -p udp --dport ${port} -d 10.78.0.${11 + NAMES.indexOf(name)}`;
  const [packets] = (await on(LAB, name, `iptables -C ${rule} || iptables -I ${rule}; iptables -nvxL INPUT`)).match(
    new RegExp(`\\d+(?=\\s+\\d+\\s+udp.*dpt:${port})`),
  ) as RegExpMatchArray;
  return Number(packets);
}

describe("what is declared of a swarm", () => {
  const program = programOf(LAB);
  let hosts: object[];
  let roles = ["manager", "manager", "worker"];
  let swarm: object = {};

  async function change(more: object) {
    swarm = { ...swarm, ...more };
    await program.configure({
      source: "hosts",
      hosts: hosts.map((host, index) => ({ ...host, role: roles[index] })),
      addressPools: ["10.60.0.0/16"],
      subnetSize: 26,
      swarm: { dataPathPort: PORT, ...swarm },
      engine: { daemon: { labels: ["rack=7"] } },
      stacks: [{ name: "labelled", file: "test/lab/support/stacks/labelled.yaml" }],
    });
    return program.up();
  }

  beforeAll(async () => {
    const lent = await Promise.all(NAMES.map((name, index) => lend(LAB, name, 11 + index)));
    hosts = lent.map((each, index) => ({
      ...each,
      labels: { disk: "ssd" },
      ...{ listenAddress: each.address, dataPathAddress: `10.78.0.${11 + index}` },
    }));
    await Promise.all(NAMES.map((name, index) => on(LAB, name, `ip addr add 10.78.0.${11 + index}/24 dev ${shared}`)));
  });

  test("is in force: addresses, port and pools of its networks, and its settings", async () => {
    expectSuccess(await change({ taskHistoryLimit: 2, dispatcherHeartbeat: 7, snapshotInterval: 9000 }));
    const { DataPathPort, DefaultAddrPool, SubnetSize, Spec } = await cluster();
    expect({ DataPathPort, DefaultAddrPool, SubnetSize }).toEqual({
      ...{ DataPathPort: PORT, DefaultAddrPool: ["10.60.0.0/16"], SubnetSize: 26 },
    });
    expect(Spec).toMatchObject({
      Orchestration: { TaskHistoryRetentionLimit: 2 },
      Dispatcher: { HeartbeatPeriod: 7e9 },
      Raft: { SnapshotInterval: 9000 },
    });
    const subnet = "docker network inspect labelled_back --format '{{(index .IPAM.Config 0).Subnet}}'";
    expect(await on(LAB, "one", subnet)).toMatch(/^10\.60\.\d+\.\d+\/26$/);
    for (const [index, name] of NAMES.entries()) {
      const listens = (await on(LAB, name, "ss -Hltn sport = :2377")).split("\n").map((row) => row.split(/\s+/)[3]);
      expect(listens).toEqual(roles[index] === "manager" ? [`10.77.0.${11 + index}:2377`] : [undefined]);
    }
  });

  test("overlay networks take that port, by the addresses that are meant for them", async () => {
    expect([await overlayPackets("two", PORT), await overlayPackets("two", 4789)]).toEqual([0, 0]);
    const there = await on(
      LAB,
      "two",
      `docker inspect ${await containerOn("two")} --format '{{.NetworkSettings.Networks.labelled_back.IPAddress}}'`,
    );
    expect(await on(LAB, "one", `docker exec ${await containerOn("one")} wget -qO- http://${there}/`)).toBe("two");
    expect(await overlayPackets("two", PORT)).toBeGreaterThan(0);
    expect(await overlayPackets("two", 4789)).toBe(0);
  });

  test("labels of the engines are seen by the swarm, and a service is placed by them", async () => {
    const labels = "docker node inspect --format '{{.Description.Engine.Labels}}' one two three";
    expect((await on(LAB, "one", labels)).split("\n")).toEqual(NAMES.map(() => "map[rack:7]"));
    for (const name of NAMES) expect(await containerOn(name)).not.toBe("");
  });

  test("what can change does so in place", async () => {
    const { ID } = await cluster();
    const rows = await on(LAB, "one", "docker node ls -q");
    const started = await containerOn("two");
    const raft = { snapshotInterval: 8000, keepOldSnapshots: 1, logEntriesForSlowFollowers: 300 };
    expectSuccess(await change({ taskHistoryLimit: 3, dispatcherHeartbeat: 8, certificateExpiry: 1200, ...raft }));
    const { Spec, ...after } = await cluster();
    expect(Spec).toMatchObject({
      Orchestration: { TaskHistoryRetentionLimit: 3 },
      Dispatcher: { HeartbeatPeriod: 8e9 },
      Raft: { SnapshotInterval: 8000, KeepOldSnapshots: 1, LogEntriesForSlowFollowers: 300 },
      CAConfig: { NodeCertExpiry: 1200 * 3600e9 },
    });
    expect([after.ID, await on(LAB, "one", "docker node ls -q"), await containerOn("two")]).toEqual([
      ID,
      rows,
      started,
    ]);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("what somebody changes by hand is seen by a refresh, and the next up repairs what is declared", async () => {
    const three = 'three worker active {"disk":"ssd"}';
    expect(await nodes()).toEqual(['one manager active {"disk":"ssd"}', 'two manager active {"disk":"ssd"}', three]);
    await on(LAB, "one", "docker node update --label-add disk=hdd --label-add owner=hand two");
    await on(LAB, "one", "docker node update --availability drain one");
    await on(LAB, "one", "docker node demote two");
    const token = await on(LAB, "one", "docker swarm join-token --quiet --rotate worker");

    expectSuccess(await program.refresh());
    const state = await program.revealed();
    const { resources } = (JSON.parse(state) as { deployment: { resources: Resource[] } }).deployment;
    const found = resources.filter(({ type }) => type === "swarm:index:Node").map(({ outputs }) => outputs);
    const row = ({ name, role, availability, labels }: Resource["outputs"]) => ({ name, role, availability, labels });
    const byName = Object.fromEntries(found.map((outputs) => [outputs.name, row(outputs)]));
    expect(byName).toEqual({
      one: { name: "one", role: "manager", availability: "drain", labels: { disk: "ssd" } },
      two: { name: "two", role: "worker", availability: "active", labels: { disk: "hdd" } },
      three: { name: "three", role: "worker", availability: "active", labels: { disk: "ssd" } },
    });
    expect(state).toContain(token);

    expectSuccess(await program.up());
    expect(await nodes()).toEqual([
      'one manager active {"disk":"ssd"}',
      'two manager active {"disk":"ssd","owner":"hand"}',
      three,
    ]);
    const replicas = "docker service ls --filter name=labelled_web --format '{{.Replicas}}'";
    await waitFor("the service on every node", async () => (await on(LAB, "one", replicas)) === "3/3");
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("a manager and a worker change places in one run, and stay the nodes that they are", async () => {
    const ids = await on(LAB, "one", "docker node ls -q");
    roles = ["manager", "worker", "manager"];
    expectSuccess(await change({}));
    expect((await nodes()).map((row) => row.split(" ")[1])).toEqual(roles);
    expect(await on(LAB, "three", "docker node ls -q")).toBe(ids);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("a node that is down is named by a refresh", async () => {
    await send(LAB, { command: "kill", name: "two" });
    const status = "docker node inspect two --format '{{.Status.State}}'";
    await waitFor("the swarm to see it", async () => (await on(LAB, "one", status)) === "down");
    const run = await program.refresh();
    expectSuccess(run);
    expect(run.text).toContain("The swarm sees two as down");
  });
});

interface Resource {
  type: string;
  outputs: Record<string, unknown>;
}
