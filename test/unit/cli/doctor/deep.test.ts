import type { DeepLook } from "../../../../cli/doctor/deep-look";
import { deepFindingsOf } from "../../../../cli/doctor/findings";
import { stepsOf } from "../../../../cli/doctor/fixes";
import type { WayTried } from "../../../../cli/doctor/ways";
import { reportOf } from "../../../../cli/look/report";
import { type Facts, parseFacts } from "../../../../provisioners/host/facts/facts";
import type { Looked } from "../../../../provisioners/host/preflight/check";
import { preflightInputs } from "../../../../provisioners/host/preflight/schema";
import { marksOf } from "../../../../provisioners/stack/convergence/marks";
import { BARE } from "../../host/facts/host-facts";
import { host } from "../../host/preflight/hosts";
import { look, node, service, task } from "../look/swarm";

const NOW = new Date("2026-01-10T00:00:00Z");
const m1 = node("m1", "manager", { leader: true });
const w1 = node("w1", "worker");
const label = { "com.docker.stack.namespace": "shop" };

const known = (name: string, changes: Partial<Facts> = {}): Looked => ({
  host: host(name),
  facts: { ...parseFacts(BARE), hostname: name, machineId: `id of ${name}`, listeners: [], ...changes },
});

function deep(more: Partial<DeepLook> = {}): DeepLook {
  const looked = more.looked ?? [known("m1"), known("w1")];
  const intent = preflightInputs.parse({ hosts: looked.map((each) => each.host) });
  const stored = { networks: [], objects: [] };
  return { ...look([m1, w1]), looked, intent, ways: [], stored, lackingImages: [], ...more };
}

const found = (seen: DeepLook) => deepFindingsOf(seen, reportOf(seen).services, NOW);
const texts = (seen: DeepLook) => found(seen).map(({ check, where, what }) => `${check} ${where}: ${what}`);

test("a healthy swarm has no findings", () => expect(texts(deep())).toEqual([]));

describe("ports between nodes", () => {
  const way = (from: string, to: string, port: string, outcome: WayTried["outcome"]): WayTried => ({
    ...{ from, to, address: "10.0.0.9", port, outcome },
  });

  test("are told by the node that is not reached, with those that do not reach it", () => {
    const ways = [
      way("w1", "m1", "2377/tcp", "refused"),
      way("w2", "m1", "2377/tcp", "refused"),
      way("m1", "w1", "7946/tcp", "open"),
      way("w2", "w1", "7946/tcp", "silent"),
    ];
    expect(texts(deep({ ways }))).toEqual([
      "port-refused m1: 2377/tcp (10.0.0.9) is refused from every other node",
      "port-closed w1: 7946/tcp (10.0.0.9) does not pass from w2",
    ]);
  });
});

describe("machines", () => {
  test("are judged by the preflight's own checks", () => {
    const looked = [known("m1", { daemonJson: "{" }), known("w1", { hostname: "m1" })];
    const [first, second] = found(deep({ looked }));
    expect(first).toMatchObject({ check: "daemon-json", where: "m1", severity: "attention" });
    expect(first?.why).toBe("The preflight of the next run refuses a /etc/docker/daemon.json that is not valid JSON.");
    expect(second).toMatchObject({ check: "hostname", where: "w1" });
  });

  test("have clocks that are compared with each other, less what is uncertain", () => {
    const clocks = (ms: number, uncertainty = 0) =>
      deep({ looked: [known("m1", { clock: { ms: 0, uncertainty } }), known("w1", { clock: { ms, uncertainty } })] });
    expect(found(clocks(5_000))).toMatchObject([
      { check: "clocks-apart", where: "w1", severity: "note", what: "its clock is at least 5 s ahead of that of m1" },
    ]);
    expect(texts(clocks(5_000, 2_000))).toEqual([]);
    expect(found(clocks(120_000))).toContainEqual(
      expect.objectContaining({ check: "clocks-apart", severity: "attention" }),
    );
  });
});

describe("overlay networks", () => {
  const network = (more: object) => ({
    ...{ Id: "n1", Name: "shop_net", Driver: "overlay", Attachable: false, Internal: false },
    ...more,
  });

  test("are told where their subnet is nearly full: tasks, services and nodes take addresses", () => {
    const web = service("web", 8);
    const attached = (n: number) => [{ Network: { ID: "n1" }, Addresses: [`10.1.0.${n}/28`] }];
    const tasks = Array.from({ length: 8 }, (_, n) =>
      task(web, n, m1, "running", { NetworksAttachments: attached(n + 4) }),
    );
    const virtual = { ...web, Endpoint: { VirtualIPs: [{ NetworkID: "n1", Addr: "10.1.0.3/28" }] } };
    const networks = [network({ IPAM: { Config: [{ Subnet: "10.1.0.0/28" }] } })];
    const full = { ...deep(), ...look([m1, w1], [virtual], tasks), stored: { networks, objects: [] } };
    expect(texts({ ...deep(), ...full })).toEqual([]);
    const more = [...tasks, task(web, 9, w1, "running", { NetworksAttachments: attached(13) })];
    const swarm = {
      nodes: [m1, w1],
      services: [{ ...virtual, ...service("web", 9), Endpoint: virtual.Endpoint }],
      tasks: more,
    };
    expect(texts({ ...full, swarm })).toContain(
      "subnet-nearly-full shop_net: 12 of 13 addresses in 10.1.0.0/28 are in use",
    );
  });

  test("are told where they count on larger packets than the machines send", () => {
    const addresses = [{ device: "wg0", address: host("m1").address, prefix: 24 }];
    const looked = [known("m1", { addresses, mtu: { wg0: 1_420 } })];
    const networks = [network({}), network({ Name: "fits", Options: { "com.docker.network.driver.mtu": "1420" } })];
    expect(texts(deep({ looked, stored: { networks, objects: [] } }))).toEqual([
      "overlay-mtu cluster: the network shop_net counts on packets of 1500 bytes between nodes, which pass 1420",
    ]);
  });
});

describe("images without a digest", () => {
  test("are told with the nodes that lack them and may run the service", () => {
    const TaskTemplate = { ContainerSpec: { Image: "local/app:1" }, Placement: { Constraints: ["node.role==worker"] } };
    const app = service("app", 1, { TaskTemplate });
    const seen = { ...deep(), ...look([m1, w1], [app], [task(app, 1, w1)]) };
    const lackingImages = [{ image: "local/app:1", nodes: ["m1", "w1"] }];
    expect(texts({ ...seen, lackingImages })).toEqual(["image-missing app: w1 lack local/app:1"]);
  });
});

describe("services of a stack", () => {
  test("are told where they are not what was deployed", () => {
    const web = service("shop_web", 1, { Labels: label } as never);
    const seen = look([m1, w1], [web], [task(web, 1, m1)]);
    const withMarks = (marks: Record<string, string>) =>
      texts({ ...deep(), ...seen, declared: { ...seen.declared, stacks: ["shop"], marks: { shop: marks } } });
    expect(withMarks(marksOf([web]))).toEqual([]);
    expect(withMarks({ shop_web: "other", shop_db: "gone" })).toEqual([
      "service-drift shop_db: the service was removed since the stack shop was deployed",
      "service-drift shop_web: the service was changed since the stack shop was deployed",
    ]);
  });
});

describe("secrets and configs that are left over", () => {
  const object = (name: string, createdAt = "2026-01-01T00:00:00Z") => ({
    kind: "secret" as const,
    name,
    id: `id-${name}`,
    createdAt,
  });
  const used = (name: string) => ({
    ContainerSpec: { Image: "x@sha256:aa", Secrets: [{ SecretID: `id-${name}`, SecretName: name }] },
  });
  const web = service("shop_web", 1, { TaskTemplate: used("now") });
  const seen = look(
    [m1, w1],
    [{ ...web, PreviousSpec: { ...web.Spec, TaskTemplate: used("before") } }],
    [task(web, 1, m1)],
  );
  const objects = ["now", "before", "old", "declared"].map((name) => object(name));
  const all = { ...deep(), ...seen, declared: { ...seen.declared, objects: ["declared"] } };
  const stored = { networks: [], objects: [...objects, object("young", "2026-01-09T23:30:00Z")] };

  test("are those that no service uses, none would after a rollback, and no run has just made", () => {
    expect(texts({ ...all, stored })).toEqual(["leftover-objects cluster: no service uses secret old"]);
  });

  test("are what the fix removes", () => {
    expect(stepsOf("leftover-objects", { ...all, stored }, [], NOW).map(({ what }) => what)).toEqual([
      "remove the secret old",
    ]);
  });
});

describe("a fix", () => {
  const seen = deep();
  const gone = node("gone", "worker", { up: false });
  const stale = { ...seen, swarm: { nodes: [m1, w1, gone], services: [], tasks: [] } };

  test("removes the records of nodes that are down and not declared", () => {
    const steps = stepsOf("stale-node", stale, found(stale), NOW);
    expect(steps.map(({ what }) => what)).toEqual([
      "remove the record of the node gone (id-gone), which is down and not declared",
    ]);
  });

  test("never touches a node that is up, or declared", () => {
    const swarm = {
      nodes: [m1, { ...w1, Status: { State: "down" as const } }, node("new", "worker")],
      services: [],
      tasks: [],
    };
    expect(stepsOf("stale-node", { ...seen, swarm }, [], NOW)).toEqual([]);
  });

  test("of what is somebody's decision is refused with the reason", () => {
    expect(() => stepsOf("task-loop", seen, [], NOW)).toThrow(
      /does not fix task-loop[\s\S]*end its tasks[\s\S]*stale-node, leftover-objects/,
    );
    expect(() => stepsOf("toString", seen, [], NOW)).toThrow(/there is no such finding/);
  });
});
