import { isHopeless, isMet, placementText, stuckUpdate } from "../../../../provisioners/docker/services/placement";
import type { Service, SwarmNode } from "../../../../provisioners/docker/shapes";

const GiB = 1024 ** 3;

function node(name: string, spec: Partial<SwarmNode["Spec"]> = {}, State: SwarmNode["Status"]["State"] = "ready") {
  const node: SwarmNode = {
    ID: `id-${name}`,
    Version: { Index: 1 },
    Spec: { Role: "worker", Availability: "active", Labels: {}, ...spec },
    Description: {
      Hostname: name,
      Platform: { OS: "linux", Architecture: "x86_64" },
      Resources: { NanoCPUs: 2e9, MemoryBytes: 2 * GiB },
      Engine: { Labels: { storage: "zfs" } },
    },
    Status: { State, Addr: "10.0.1.7" },
  };
  return node;
}

const m1 = node("m1", { Role: "manager" });
const w1 = node("w1", { Labels: { disk: "SSD" } });

test.each([
  ["node.role == manager", [true, false]],
  ["node.role != manager", [false, true]],
  ["node.labels.disk == ssd", [false, true]],
  ["node.labels.disk!=ssd", [true, false]],
  ["node.labels.zone != a", [true, true]],
  ["node.hostname==W1", [false, true]],
  ["node.id == id-m1", [true, false]],
  ["node.ip == 10.0.0.0/16", [true, true]],
  ["node.ip == 10.0.2.0/24", [false, false]],
  ["node.platform.arch == amd64", [false, false]],
  ["node.platform.arch != amd64", [true, true]],
  ["node.platform.arch == X86_64", [true, true]],
  ["node.platform.os == windows", [false, false]],
  ["engine.labels.storage == zfs", [true, true]],
  ["role == manager", [false, false]],
])("%s", (constraint, expected) => expect([m1, w1].map((each) => isMet(constraint, each))).toEqual(expected));

function service(template: Service["Spec"]["TaskTemplate"], replicas = 1): Service {
  return {
    ID: "svc",
    Version: { Index: 1 },
    Spec: { Name: "shop_db", TaskTemplate: template, Mode: { Replicated: { Replicas: replicas } } },
  };
}

describe("the reason why no node takes a service (F27)", () => {
  const placed = (...Constraints: string[]) => service({ Placement: { Constraints } });

  test("names each node and what excludes it", () => {
    const nodes = [m1, w1, node("w2"), node("w3", { Availability: "drain" }), node("w4", {}, "down")];
    const db = placed("node.role == worker", "node.labels.disk == nvme");
    expect(placementText(db, nodes)).toBe(
      "the constraint `node.role == worker` excludes m1; the constraint `node.labels.disk == nvme` excludes w1, w2; " +
        "availability drain excludes w3; being down excludes w4",
    );
  });

  test("is for good where labels, roles and sizes exclude all; a node that is down may come back", () => {
    expect(isHopeless(placed("node.labels.disk == nvme"), [m1, w1])).toBe(true);
    expect(isHopeless(placed("node.labels.disk == ssd"), [m1, w1])).toBe(false);
    expect(isHopeless(placed("node.labels.disk == ssd"), [m1, node("w2", { Labels: { disk: "ssd" } }, "down")])).toBe(
      false,
    );
    expect(isHopeless(placed(), [node("w3", { Availability: "drain" })])).toBe(true);
    expect(isHopeless(placed(), [])).toBe(false);
  });

  test("knows the plugins of volumes and logs, which may still be installed", () => {
    const engine = (...names: string[]) => {
      const found = node(`with-${names.length}`);
      const Plugins = [["Volume", "local"], ["Log", "json-file"], ...names.map((name) => ["Volume", name])];
      found.Description = {
        ...found.Description,
        Engine: { Plugins: Plugins.map(([Type = "", Name = ""]) => ({ Type, Name })) },
      };
      return found;
    };
    const mount = (Name?: string) => ({ Type: "volume", VolumeOptions: { DriverConfig: { Name } } });
    const shelf = service({ ContainerSpec: { Image: "x", Mounts: [mount("local"), mount("shelf"), mount()] } });
    expect(placementText(shelf, [engine(), engine("shelf:latest")])).toBe(
      "the missing volume plugin `shelf` excludes with-0",
    );
    expect(isHopeless(shelf, [engine()])).toBe(false);
    expect(placementText(service({ LogDriver: { Name: "loki" } }), [engine()])).toContain("missing log plugin `loki`");
    expect(placementText(service({ LogDriver: { Name: "json-file" } }), [engine(), m1])).toBe("");
  });

  test("knows reservations, platforms and places per node", () => {
    const big = service({ Resources: { Reservations: { MemoryBytes: 64 * GiB } } });
    expect(placementText(big, [m1])).toBe("the reservation of 65536 MiB excludes m1");
    expect(placementText(service({ Resources: { Reservations: { NanoCPUs: 8e9 } } }), [m1])).toContain("8 CPUs");
    const arm = service({ Placement: { Platforms: [{ OS: "linux", Architecture: "arm64" }] } });
    expect(placementText(arm, [m1])).toBe("the image, which is for linux/arm64 only, excludes m1");
    const many = service({ Placement: { MaxReplicas: 1 } }, 3);
    expect(placementText(many, [m1, w1])).toBe("max_replicas_per_node leaves room for 2 tasks");
    expect([isHopeless(big, [m1]), isHopeless(arm, [m1]), isHopeless(many, [m1, w1])]).toEqual([true, true, true]);
  });

  test("knows that ports of nodes are taken once", () => {
    const web = service({}, 3);
    web.Spec.EndpointSpec = { Ports: [{ PublishMode: "host", PublishedPort: 80 }] };
    expect(placementText(web, [m1, w1])).toBe("ports in host mode leave room for 2 tasks");
    web.Spec.EndpointSpec = { Ports: [{ PublishMode: "host", PublishedPort: 0 }] };
    expect(placementText(web, [m1, w1])).toBe("");
  });
});

describe("an update that starts new tasks first", () => {
  const updated = (limit: "places" | "ports", replicas: number, more: object = {}) => {
    const web = service(limit === "places" ? { Placement: { MaxReplicas: 1 } } : {}, replicas);
    if (limit === "ports") web.Spec.EndpointSpec = { Ports: [{ PublishMode: "host", PublishedPort: 80 }] };
    Object.assign(web.Spec, { UpdateConfig: { Order: "start-first" }, ...more });
    return Object.assign(web, { UpdateStatus: { State: "updating" } });
  };

  test("is stuck where its own tasks hold all places", () => {
    expect(stuckUpdate(updated("places", 2), [m1, w1])).toMatch(
      /all places that max_replicas_per_node leaves: use `order: stop-first`/,
    );
    expect(stuckUpdate(updated("ports", 2), [m1, w1])).toMatch(/all places that ports in host mode leave/);
    expect(stuckUpdate(updated("ports", 0, { Mode: { Global: {} } }), [m1, w1])).toMatch(/ports in host mode leave/);
  });

  test("goes on where a node has room, where the order is another, and where nothing is updated", () => {
    expect(stuckUpdate(updated("places", 1), [m1, w1])).toBeUndefined();
    expect(stuckUpdate(updated("places", 0, { Mode: { Global: {} } }), [m1, w1])).toBeUndefined();
    expect(stuckUpdate(updated("places", 2, { UpdateConfig: { Order: "stop-first" } }), [m1, w1])).toBeUndefined();
    expect(stuckUpdate({ ...updated("places", 2), UpdateStatus: { State: "completed" } }, [m1, w1])).toBeUndefined();
  });
});
