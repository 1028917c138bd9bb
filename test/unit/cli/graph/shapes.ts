import { type Topology, topologyOf } from "../../../../cli/graph/topology";
import { look, node, service, task } from "../look/swarm";

const web = service("shop_web", 3, {
  TaskTemplate: {
    ContainerSpec: {
      Image: "nginx:1",
      Mounts: [
        { Type: "tmpfs" },
        { Type: "bind", Source: "/srv/conf" },
        {
          ...{ Type: "volume", Source: "shop_pages" },
          VolumeOptions: {
            DriverConfig: {
              Name: "local",
              Options: { type: "nfs4", o: "addr=10.0.0.9,rw", device: ":/srv/pages/web" },
            },
          },
        },
      ],
    },
    Networks: [{ Target: "n2" }, { Target: "n1" }],
  },
  EndpointSpec: { Ports: [{ PublishedPort: 8_080, TargetPort: 80, Protocol: "tcp", PublishMode: "ingress" }] },
});
const agent = service("agent", 1, {
  Mode: { Global: {} },
  EndpointSpec: { Ports: [{ PublishedPort: 9_001, TargetPort: 9_001, PublishMode: "host" }] },
});

/** Three managers in zones, of which one is down, and two workers without a zone. */
export function small(): Topology {
  const nodes = [
    node("manager-1", "manager", { leader: true, zone: "a" }),
    node("manager-2", "manager", { zone: "b" }),
    node("manager-3", "manager", { zone: "b", up: false }),
    node("worker-10", "worker"),
    node("worker-2", "worker", { availability: "drain" }),
  ];
  const [m1, m2, , w10] = nodes as [ReturnType<typeof node>, ReturnType<typeof node>, unknown, ReturnType<typeof node>];
  const tasks = [
    ...[task(web, 2, w10), task(web, 1, w10), task(agent, 0, m1), task(agent, 0, m2), task(agent, 0, w10)],
    task(web, 3, m2, "starting"),
  ];
  const network = (Id: string, Name: string, Driver = "overlay", Subnet = "10.1.0.0/24") => ({
    ...{ Id, Name, Driver },
    IPAM: { Config: [{ Subnet }] },
  });
  return topologyOf(look(nodes, [web, agent], tasks), {
    networks: [
      ...[network("n2", "shop_default"), network("n1", "shop_back", "overlay", "10.2.0.0/24")],
      ...[network("n0", "ingress"), network("b0", "bridge", "bridge")],
    ],
    exports: [{ server: "files", host: "10.0.0.9", paths: ["/srv/pages", "/srv/unused"] }],
  });
}

/** Thirty nodes in three zones, each with a task of each of twelve services. */
export function large(): Topology {
  const nodes = Array.from({ length: 30 }, (_, index) =>
    node(`node-${index + 1}`, index < 3 ? "manager" : "worker", { leader: index === 0, zone: "abc"[index % 3] }),
  );
  const services = Array.from({ length: 12 }, (_, index) => service(`stack_service-${index + 1}`, 30));
  const tasks = services.flatMap((each) => nodes.map((on, index) => task(each, index + 1, on)));
  return topologyOf(look(nodes, services, tasks), { networks: [], exports: [] });
}

/** Nobody sees a leader. */
export function leaderless(): Topology {
  const manager = { name: "manager-1", address: "10.0.0.1", connection: {} as never };
  const seen = look([node("manager-1", "manager"), node("worker-1", "worker")]);
  const answer = { manager, refusal: "no-quorum" as const, reason: "sees no leader" };
  return topologyOf({ ...seen, swarm: undefined, managers: [answer] }, { networks: [], exports: [] });
}

/** Names that mean something to those who read the drawing. */
export function hostile(): Topology {
  const name = '<script>alert("1")</script>&#x26; `end` ]';
  const nodes = [node(name, "manager", { leader: true, zone: '"]\nclick' })];
  return topologyOf(look(nodes, [service(name, 1)]), { networks: [], exports: [] });
}
