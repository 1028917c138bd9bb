import type Docker from "dockerode";
import type { Needs } from "../../../../cli/prune/needs";
import { pruneNodes } from "../../../../cli/prune/nodes";
import { SwarmError } from "../../../../provisioners/core/errors";
import type { Host } from "../../../../provisioners/docker/host";
import { connection, type FakeContext, fakeContext } from "../../fakes/context";
import { reply } from "../../fakes/reply";
import { container, daysAgo, image, NOW } from "./store";

/** A Docker with one ended container, two images and build cache; it refuses to remove what is busy. */
function fakeHost(calls: string[], { busy = "" } = {}): Host {
  const remove = (what: string, name: string) => async () => {
    if (name === busy) throw reply(409, "conflict: it is being used");
    calls.push(`${what} ${name}`);
  };
  const old = { InUse: false, Size: 5, CreatedAt: daysAgo(9).toISOString() };
  const docker = {
    listContainers: async () => [{ ...container("ended", "a"), State: "exited" }],
    getContainer: (id: string) => ({
      inspect: async () => ({ State: { FinishedAt: daysAgo(9).toISOString() } }),
      remove: remove("container", id),
    }),
    listImages: async () => [image("tool", "a", { RepoTags: ["tool:1"] }), image("shop", "kept")],
    getImage: (name: string) => ({
      remove:
        name === "tool@sha256:a"
          ? async () => {
              throw reply(404, "no such image");
            }
          : remove("image", name),
    }),
    listNetworks: async () => [],
    modem: {
      dial: ({ path, method }: { path: string; method: string }, done: (error: unknown, value: unknown) => void) => {
        if (method === "POST") calls.push(path);
        done(undefined, method === "GET" ? { BuildCacheUsage: { Items: [old] }, VolumeUsage: {} } : {});
      },
    },
  };
  return {
    label: "h",
    run: async () => ({ stdout: "", stderr: "", code: 0 }),
    runAll: async () => [],
    upload: async () => undefined,
    docker: () => docker as unknown as Docker,
  };
}

let calls: string[];
let context: FakeContext;
let host: Host;
beforeEach(() => {
  calls = [];
  host = fakeHost(calls);
  context = fakeContext(async ({ host: address }) => {
    if (address === "dead") throw new SwarmError({ code: "SSH_UNREACHABLE", summary: "no", cause: "refused" });
    return host;
  });
  context.clock.now = () => NOW;
});

const declared = (name: string) => ({
  ...{ name, role: "worker" as const, availability: "active" as const, address: name, nodeId: name },
  connection: connection(name),
});
const needs: Needs = { images: new Set(["sha256:kept"]), containers: new Set(), volumes: new Set() };
const prune = (names: string[], isReal: boolean) =>
  pruneNodes(context, names.map(declared), needs, { keepSeconds: 0, volumes: [], isReal });

test("a dry run looks at every node, changes nothing, and names the node that is out of reach", async () => {
  const results = await prune(["w1", "dead"], false);
  expect(results).toMatchObject([
    { node: "w1", plan: { containers: [{ name: "ended" }], images: [{ name: "tool:1" }], buildCache: 5 } },
    { node: "dead", unreachable: "refused" },
  ]);
  expect(calls).toEqual([]);
});

test("a real one removes containers before images, and images by each of their names", async () => {
  const [result] = await prune(["w1"], true);
  expect(result).toMatchObject({ node: "w1", left: [] });
  expect(calls).toEqual(["container ended", "image tool:1", "/build/prune?"]);
});

test("what has come into use meanwhile stays, and the rest goes", async () => {
  host = fakeHost(calls, { busy: "tool:1" });
  const [result] = await prune(["w1"], true);
  expect(result).toMatchObject({ left: [{ name: "tool:1", reason: expect.stringContaining("being used") }] });
  expect(calls).toEqual(["container ended", "/build/prune?"]);
});
