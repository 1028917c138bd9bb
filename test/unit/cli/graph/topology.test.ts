import { nfsExportsOf } from "../../../../cli/graph/nfs-exports";
import { leaderless, small } from "./shapes";

describe("the topology of a swarm", () => {
  test("has the nodes by zone with their tasks, those without a zone last", () => {
    expect(
      small().zones.map(({ name, nodes }) => [name, nodes.map(({ name, state, tasks }) => [name, state, tasks])]),
    ).toEqual([
      ["a", [["manager-1", "ready", [{ service: "agent", running: 1, wanted: 1 }]]]],
      [
        "b",
        [
          [
            ...["manager-2", "ready"],
            [
              { service: "agent", running: 1, wanted: 1 },
              { service: "shop_web", running: 0, wanted: 1 },
            ],
          ],
          ["manager-3", "down", []],
        ],
      ],
      [
        undefined,
        [
          ["worker-2", "ready", []],
          [
            ...["worker-10", "ready"],
            [
              { service: "agent", running: 1, wanted: 1 },
              { service: "shop_web", running: 2, wanted: 2 },
            ],
          ],
        ],
      ],
    ]);
  });

  test("has each service with its ports, networks and storage, and why tasks do not run", () => {
    expect(small().services).toEqual([
      { name: "agent", running: 3, desired: 3, ports: ["9001/tcp (host)"], networks: [], storage: [] },
      {
        ...{ name: "shop_web", running: 2, desired: 3, reason: "starting", ports: ["8080→80/tcp"] },
        ...{
          networks: ["shop_back", "shop_default"],
          storage: ["bind /srv/conf", "nfs 10.0.0.9:/srv/pages/web"],
        },
      },
    ]);
  });

  test("has the overlay networks, and what is mounted or exported with its server", () => {
    const { networks, storage } = small();
    expect(networks.map(({ name, subnets }) => `${name} ${subnets}`)).toEqual([
      "shop_back 10.2.0.0/24",
      "shop_default 10.1.0.0/24",
    ]);
    expect(storage).toEqual([
      { name: "bind /srv/conf" },
      { name: "nfs 10.0.0.9:/srv/pages", server: "files" },
      { name: "nfs 10.0.0.9:/srv/pages/web", server: "files" },
      { name: "nfs 10.0.0.9:/srv/unused", server: "files" },
    ]);
  });

  test("has the declared nodes and the managers' words where none sees a leader", () => {
    const { quorum, zones, services } = leaderless();
    expect(quorum).toBe("unknown: manager-1 sees no leader");
    expect(zones).toMatchObject([{ nodes: [{ name: "manager-1", state: "unknown" }, { name: "worker-1" }] }]);
    expect(services).toEqual([]);
  });
});

describe("the NFS servers of a state", () => {
  const resource = (type: string, properties: object) => ({
    ...{ urn: type, type: `swarm:index:${type}` },
    properties: properties as Record<string, unknown>,
  });
  const nodes = [{ connection: { host: "192.0.2.1" } }] as never;
  const server = (name: string, address: string) =>
    resource("NfsServer", { name, address, host: address, exports: [{ path: "/srv/data" }] });

  test("are those that nodes of the swarm are clients of", () => {
    const state = [
      ...[server("ours", "10.0.0.9"), server("another", "10.0.0.8")],
      resource("NfsClient", { server: "10.0.0.9", connection: { host: "192.0.2.1" } }),
      resource("NfsClient", { server: "10.0.0.8", connection: { host: "192.0.2.7" } }),
    ];
    expect(nfsExportsOf(state, { nodes })).toEqual([{ server: "ours", host: "10.0.0.9", paths: ["/srv/data"] }]);
  });
});
