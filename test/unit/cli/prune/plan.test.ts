import { isWhole } from "../../../../cli/prune/command";
import { isNeeded, needsOf } from "../../../../cli/prune/needs";
import { bytesOf, type PruneWishes, planOf } from "../../../../cli/prune/plan";
import { pruneText } from "../../../../cli/prune/render";
import type { Network } from "../../../../provisioners/docker/client/networks";
import type { Service } from "../../../../provisioners/docker/shapes";
import { node, service, task } from "../look/swarm";
import { container, daysAgo, image, NOW, store } from "./store";

const spec = (Image: string, Mounts: { Type: string; Source: string }[] = []) => ({
  TaskTemplate: { ContainerSpec: { Image, Mounts } },
});
/** A service that was updated from one image to another. */
function updated(name: string, before: string, now: string): Service {
  const made = service(name, 1, spec(now));
  return { ...made, PreviousSpec: { ...made.Spec, ...spec(before) } };
}

const shop = updated("shop", "reg.example/shop:1@sha256:old", "reg.example/shop:2@sha256:new");
const needs = needsOf({ services: [shop, service("plain", 1, spec("nginx"))], tasks: [] }, ["loaded:1"]);
const wishes: PruneWishes = { keepSeconds: 86_400, volumes: [], now: NOW };
const names = (items: readonly { name: string }[]) => items.map(({ name }) => name);

describe("what services need", () => {
  test("is the image of each, and the one that a rollback returns to, by digest or by tag", () => {
    const has = (one: ReturnType<typeof image>) => isNeeded(one, needs.images ?? new Set());
    expect(has(image("reg.example/shop", "old"))).toBe(true);
    expect(has(image("reg.example/shop", "new"))).toBe(true);
    expect(has(image("reg.example/shop", "older"))).toBe(false);
    expect(has(image("nginx", "any", { RepoTags: ["nginx:latest"] }))).toBe(true);
    expect(has(image("nginx", "any", { RepoTags: ["nginx:1.27"] }))).toBe(false);
    expect(has(image("x", "any", { RepoTags: ["loaded:1"], RepoDigests: null }))).toBe(true);
  });

  test("is what tasks are about to run in the middle of an update, too", () => {
    const m1 = node("m1", "manager");
    const next = task(shop, 1, m1, "preparing", {
      Spec: spec("reg.example/shop:3@sha256:next").TaskTemplate,
      Status: { State: "preparing", ContainerStatus: { ContainerID: "c9" } },
    });
    const found = needsOf({ services: [shop], tasks: [next] }, []);
    expect(found.images?.has("sha256:next")).toBe(true);
    expect(found.containers.has("c9")).toBe(true);
  });
});

describe("the plan for a node", () => {
  test("takes stopped containers and images that nothing needs, and leaves those of rollbacks", () => {
    const plan = planOf(
      store({
        containers: [container("ended", "older", 3), container("runs", "used")],
        images: [
          image("reg.example/shop", "old"),
          image("reg.example/shop", "older"),
          image("redis", "used"),
          image("tool", "one", { RepoTags: ["tool:1"] }),
        ],
      }),
      needs,
      wishes,
    );
    expect(names(plan.containers)).toEqual(["ended"]);
    expect(plan.images.map(({ references }) => references)).toEqual([
      ["reg.example/shop@sha256:older"],
      ["tool:1", "tool@sha256:one"],
    ]);
    expect(plan.kept).toEqual([{ name: "reg.example/shop@sha256:old", reason: "a service or its rollback needs it" }]);
    // Layers that other images have stay.
    expect(bytesOf(plan)).toBe(10 + 60 + 60);
  });

  test("leaves what is younger than what is kept, what a task is about to start, and what has the label", () => {
    const young = image("young", "young", { Created: daysAgo(0.5).getTime() / 1_000 });
    const plan = planOf(
      store({
        containers: [
          container("ended-just-now", "a", 0.5),
          container("wanted", "b", 3),
          container("labelled", "c", 3, { Labels: { "pulumi-swarm.keep": "" } }),
        ],
        images: [young, image("a", "a"), image("b", "b")],
        buildCache: [
          { InUse: false, Size: 5, CreatedAt: daysAgo(9).toISOString(), LastUsedAt: daysAgo(2).toISOString() },
          { InUse: false, Size: 7, CreatedAt: daysAgo(9).toISOString(), LastUsedAt: daysAgo(0.1).toISOString() },
          { InUse: true, Size: 9, CreatedAt: daysAgo(9).toISOString() },
        ],
      }),
      { ...needs, containers: new Set(["wanted"]) },
      wishes,
    );
    expect(plan.containers).toEqual([]);
    expect(plan.images).toEqual([]);
    expect(names(plan.kept)).toEqual(["young@sha256:young"]);
    expect(plan.buildCache).toBe(5);
  });

  test("takes networks of the node alone: those of the swarm are declared", () => {
    const network = (Name: string, more: Partial<Network> = {}): Network => {
      const usual = { Driver: "bridge", Attachable: false, Internal: false, Scope: "local" as const };
      return { Id: `id-${Name}`, Name, ...usual, Created: daysAgo(9).toISOString(), ...more };
    };
    const plan = planOf(
      store({
        containers: [container("c", "x", undefined, { NetworkSettings: { Networks: { used: {} } } })],
        networks: [
          ...["bridge", "host", "none", "docker_gwbridge", "used", "idle"].map((name) => network(name)),
          network("overlay", { Scope: "swarm" }),
          network("template", { ConfigOnly: true }),
          network("new", { Created: daysAgo(0.1).toISOString() }),
        ],
      }),
      needs,
      wishes,
    );
    expect(names(plan.networks)).toEqual(["idle"]);
  });

  describe("volumes", () => {
    const volume = (Name: string, RefCount: number, Driver = "local") => {
      return { Name, Driver, Options: null, Labels: null, UsageData: { Size: 50, RefCount } };
    };
    const volumes = [volume("idle", 0), volume("held", 1), volume("mounted", 0), volume("plugged", 0, "rexray")];
    const mounts = { ...needs, volumes: new Set(["mounted"]) };
    const plan = (wanted: PruneWishes["volumes"], those = mounts) =>
      planOf(store({ volumes }), those, { ...wishes, volumes: wanted });

    test("stay unless they are asked for", () => {
      expect(plan([])).toMatchObject({ volumes: [], refused: [] });
    });

    test("go where nothing uses them and no service mounts them; data of a plugin only by name", () => {
      expect(names(plan("unused").volumes)).toEqual(["idle"]);
      expect(names(plan(["plugged"]).volumes)).toEqual(["plugged"]);
    });

    test("that are named and in use are refused with the reason", () => {
      const found = plan(["held", "mounted", "idle"]);
      expect(names(found.volumes)).toEqual(["idle"]);
      expect(found.refused).toEqual([
        { name: "held", reason: "a container has it" },
        { name: "mounted", reason: "a service mounts it" },
      ]);
      expect(isWhole({ node: "w1", plan: found })).toBe(false);
    });

    test("and images stay where no manager can say what is needed", () => {
      const unknown = { containers: new Set<string>(), volumes: new Set<string>() };
      const blind = planOf(store({ volumes, images: [image("a", "a")] }), unknown, { ...wishes, volumes: "unused" });
      expect(blind).toMatchObject({ images: [], volumes: [] });
      expect(blind.kept[0]?.reason).toBe("no manager says what a rollback needs");
    });
  });
});

describe("the table", () => {
  const plan = planOf(
    store({
      containers: ["a", "b", "c", "d", "e"].map((name) => container(name, "x", 3)),
      images: [image("tool", "1", { Size: 3 * 2 ** 30, SharedSize: -1 }), image("reg.example/shop", "old")],
    }),
    needs,
    wishes,
  );

  test("has a part for each node with space and names, names who was skipped, and says that nothing was done", () => {
    const text = pruneText(
      [
        { node: "w1", plan },
        { node: "w2", unreachable: "connection refused" },
      ],
      false,
    );
    expect(text).toContain("w1: at least 3.0 GiB\n");
    expect(text).toMatch(/stopped containers +5 +50 B +a, b, c, d, 1 more/);
    expect(text).toMatch(/unused images +1 +3.0 GiB +tool@sha256:1/);
    expect(text).toMatch(/build cache +0 B/);
    expect(text).not.toContain("volumes");
    expect(text).toContain("reg.example/shop@sha256:old stays: a service or its rollback needs it");
    expect(text).toContain("w2: skipped, connection refused");
    expect(text).toMatch(/Nothing was removed\. .*prune --yes.* frees at least 3\.0 GiB\./);
  });

  test("of a real run names what Docker did not let go", () => {
    const text = pruneText([{ node: "w1", plan, left: [{ name: "tool:1", reason: "in use" }] }], true);
    expect(text).toContain("w1: at least 3.0 GiB removed");
    expect(text).toContain("tool:1 was not removed: in use");
    expect(text).toMatch(/Removed: at least 3\.0 GiB\.$/);
  });
});
