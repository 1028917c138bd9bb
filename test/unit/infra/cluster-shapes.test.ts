import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "../../../infra/cluster";
import { Network, Stack } from "../../../infra/resources";
import { hostMachines } from "../../../infra/sources/hosts/machines";
import { privateKey, publicKey } from "../environment";
import { record, settled } from "../recorded";

const host = (name: string, role: "manager" | "worker", number: number, changes: object = {}) => ({
  name,
  role,
  address: pulumi.output(`10.0.0.${number}`),
  connection: { host: `203.0.113.${number}`, hostKey: publicKey, privateKey, ...changes },
});

async function declare() {
  const recorded = await record();
  const machines = hostMachines([
    host("w1", "worker", 1),
    host("m1", "manager", 2, { user: "admin", port: pulumi.output(2222) }),
    host("m2", "manager", 3, { host: "2001:db8::3", hostKey: `SHA256:${"a".repeat(43)}\n${publicKey}` }),
  ]);
  return { recorded, cluster: new Cluster("c", { machines }) };
}

test("managers, workers and nodes have an index, and their values can be applied", async () => {
  const { cluster } = await declare();
  const { managers, workers, nodes } = cluster;
  expect(managers.map(({ name }) => name)).toEqual(["m1", "m2"]);
  expect(workers.map(({ name }) => name)).toEqual(["w1"]);
  expect(await settled(managers[1]?.address.apply((at) => `at ${at}`) as pulumi.Output<string>)).toBe("at 10.0.0.3");
  expect(await settled(workers[0]?.connection.port as pulumi.Output<number>)).toBe(22);
  expect(nodes.map(({ name, role, availability }) => [name, role, availability])).toEqual([
    ["w1", "worker", "active"],
    ["m1", "manager", "active"],
    ["m2", "manager", "active"],
  ]);
  expect(await settled(nodes[0]?.nodeId as pulumi.Output<string>)).toBe("id of w1");
});

test("managers show no secret but keys and passwords", async () => {
  const { cluster } = await declare();
  const connection = cluster.managers[0]?.connection;
  expect(await pulumi.isSecret(connection?.privateKey as pulumi.Output<string>)).toBe(true);
  expect(await pulumi.isSecret(connection?.host as pulumi.Output<string>)).toBe(false);
});

test("private keys of machines of the program's own are secrets in every resource", async () => {
  const recorded = await record();
  const connection = { host: "h", hostKey: publicKey, privateKey: "PLAIN" };
  const [machine] = hostMachines([host("m1", "manager", 1)]);
  new Cluster("c", { machines: machine ? [{ ...machine, connection }] : [] });
  await pulumi.runtime.disconnect();
  const texts = recorded.map(({ inputs }) => JSON.stringify(inputs)).filter((text) => text.includes("PLAIN"));
  expect(texts.length).toBeGreaterThan(3);
  expect(texts.filter((text) => text.includes('"privateKey":"PLAIN"'))).toEqual([]);
});

test("Docker's own client gets an address and host keys, none of them secret", async () => {
  const { cluster } = await declare();
  const shown = pulumi.output(cluster.nodes.map(({ docker }) => docker));
  expect(await settled(shown)).toEqual([
    { host: "ssh://root@203.0.113.1", knownHosts: `203.0.113.1 ${publicKey}` },
    { host: "ssh://admin@203.0.113.2:2222", knownHosts: `[203.0.113.2]:2222 ${publicKey}` },
    { host: "ssh://root@[2001:db8::3]", knownHosts: `2001:db8::3 ${publicKey}` },
  ]);
  expect(await pulumi.isSecret(shown)).toBe(false);
  expect(await settled(cluster.docker.host)).toBe("ssh://admin@203.0.113.2:2222");
});

describe("options for what runs in the swarm", () => {
  const args = { name: "x", swarmId: "id" };
  const nodes = ["swarm:index:Node::c-w1", "swarm:index:Node::c-m1", "swarm:index:Node::c-m2"];

  test.each(["as they are", "spread beside dependsOn", "merged"])("%s put it after every node", async (way) => {
    const { recorded, cluster } = await declare();
    const { managers, objectOptions } = cluster;
    const first = new Network("first", { ...args, managers }, objectOptions);
    const options = {
      "as they are": objectOptions,
      "spread beside dependsOn": { ...objectOptions, dependsOn: first },
      merged: pulumi.mergeOptions(objectOptions, { dependsOn: [first] }),
    }[way];
    new Stack("last", { ...args, managers, file: "services: {}" }, options);
    await pulumi.runtime.disconnect();
    const { dependsOn } = recorded.find(({ name }) => name === "last") ?? { dependsOn: [] as string[] };
    expect(dependsOn).toEqual(expect.arrayContaining(nodes));
    expect(dependsOn.includes("swarm:index:Network::first")).toBe(way !== "as they are");
  });

  test("hold for the children of a component that is given them", async () => {
    const { recorded, cluster } = await declare();
    const parent = new pulumi.ComponentResource("own:index:App", "app", {}, { ...cluster.objectOptions });
    new Network("child", { ...args, managers: cluster.managers }, { parent });
    await pulumi.runtime.disconnect();
    expect(recorded.find(({ name }) => name === "child")?.dependsOn).toEqual(expect.arrayContaining(nodes));
  });
});
