import { chooseSwarm, declaredSwarms } from "../../../../cli/stack/declared-swarm";
import { resourcesIn } from "../../../../cli/stack/export";

const secret = (value: unknown) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(value),
});
const urn = (type: string, name: string) => `urn:pulumi:prod::shop::swarm:index:${type}::${name}`;
const connection = {
  host: "192.0.2.1",
  port: 22,
  user: "root",
  hostKey: "ssh-ed25519 AAAA",
  privateKey: secret("KEY"),
};
const manager = { name: "m1", address: "10.0.0.1", connection };

const resources = (swarm = "cluster", swarmId = "s1") => [
  { urn: urn("Swarm", swarm), type: "swarm:index:Swarm", inputs: { managers: [manager] }, outputs: { swarmId } },
  {
    urn: urn("Node", `${swarm}-m1`),
    type: "swarm:index:Node",
    inputs: { ...manager, swarmId, role: "manager", availability: "active" },
    outputs: { nodeId: `${swarm}-n1` },
  },
  { urn: urn("Stack", "web"), type: "swarm:index:Stack", inputs: { swarmId, name: "web" }, outputs: {} },
  { urn: urn("Node", "old"), type: "swarm:index:Node", delete: true, inputs: { ...manager, swarmId }, outputs: {} },
];

describe("the swarm in a stack's state", () => {
  test("has its managers and nodes with their connections, secrets as plain text", () => {
    const [swarm] = declaredSwarms(resourcesIn({ deployment: { resources: resources() } }));
    expect(swarm).toMatchObject({ name: "cluster", swarmId: "s1", stacks: ["web"] });
    expect(swarm?.managers[0]?.connection.privateKey).toBe("KEY");
    expect(swarm?.nodes).toMatchObject([{ name: "m1", role: "manager", nodeId: "cluster-n1" }]);
  });

  test("leaves out resources that are about to be deleted", () => {
    const found = resourcesIn({ deployment: { resources: resources() } });
    expect(found.map(({ urn }) => urn)).not.toContain(urn("Node", "old"));
  });

  test("is the only one, or the one that is named", () => {
    const one = declaredSwarms(resourcesIn({ deployment: { resources: resources() } }));
    expect(chooseSwarm(one).name).toBe("cluster");
    const both = [...resources(), ...resources("edge", "s2")];
    const two = declaredSwarms(resourcesIn({ deployment: { resources: both } }));
    expect(chooseSwarm(two, "edge")).toMatchObject({ swarmId: "s2", nodes: [{ nodeId: "edge-n1" }] });
    expect(() => chooseSwarm(two)).toThrow(/has 2 swarms[\s\S]*--swarm.*cluster, edge/);
    expect(() => chooseSwarm(two, "x")).toThrow(/no swarm x[\s\S]*cluster, edge/);
  });

  test("that was never made is an error with the way", () => {
    expect(() => chooseSwarm(declaredSwarms(resourcesIn({})))).toThrow(/has no swarm[\s\S]*pulumi up/);
  });
});
