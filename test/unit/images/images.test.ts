import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { SwarmError } from "../../../provisioners/core/errors";
import { readArchive } from "../../../provisioners/images/archive";
import { images } from "../../../provisioners/images/images";
import { imagesInputs } from "../../../provisioners/images/schema";
import { connection, fakeContext } from "../fakes/context";
import { reply } from "../fakes/reply";

const folder = mkdtempSync(join(tmpdir(), "images-"));
afterAll(() => rmSync(folder, { recursive: true }));
const hex = (digit: string) => digit.repeat(64);

/** An archive as `docker save` writes it, in its newer or older form. */
function archive(name: string, tags: string[], digit: string, { oci = true } = {}): string {
  const inside = join(folder, `${name}.d`);
  mkdirSync(inside);
  writeFileSync(join(inside, "layer.tar"), Buffer.alloc(100_000, digit));
  const Config = oci ? `blobs/sha256/${hex(digit)}` : `${hex(digit)}.json`;
  writeFileSync(join(inside, "manifest.json"), JSON.stringify([{ Config, RepoTags: tags, Layers: ["layer.tar"] }]));
  const manifests = tags.map((tag) => ({
    digest: `sha256:${hex("abcdef"[Number(digit)] as string)}`,
    annotations: { "io.containerd.image.name": `docker.io/library/${tag}` },
  }));
  if (oci) writeFileSync(join(inside, "index.json"), JSON.stringify({ manifests }));
  const path = join(folder, `${name}.tar`);
  execFileSync("tar", ["cf", path, "-C", inside, "."]);
  return path;
}

/** Hosts whose Docker has images in memory, by name. */
function hosts(...names: string[]) {
  const there = new Map<string, Record<string, string>>(names.map((name) => [name, {}]));
  const loads: string[] = [];
  const down = new Set<string>();
  let answer: object = { stream: "Loaded image" };
  let bytes = 0;
  const context = fakeContext(async ({ host }) => {
    if (down.has(host)) throw new SwarmError({ code: "SSH_UNREACHABLE", summary: "no route" });
    const own = there.get(host) ?? {};
    const docker = {
      getImage: (name: string) => ({
        inspect: async () => {
          if (!own[name]) throw reply(404, `No such image: ${name}`);
          return { Id: own[name] };
        },
      }),
      loadImage: async (file: Readable & { path: string }) => {
        const content = Buffer.concat(await file.toArray());
        bytes += content.length;
        loads.push(`${host} ${file.path.replace(/.*\//, "")}`);
        for (const [name, ids] of Object.entries(readArchive(file.path).images)) own[name] = ids.at(-1) as string;
        return answer;
      },
    };
    return { label: host, docker: () => docker } as never;
  });
  const inputs = (...archives: string[]) =>
    imagesInputs.parse({ hosts: names.map((name) => ({ name, connection: connection(name) })), archives });
  const fail = (error: string) => {
    answer = { error };
  };
  return { there, loads, down, context, inputs, fail, bytes: () => bytes };
}

const one = archive("one", ["one:1"], "1");
const old = archive("old", ["old:1"], "2", { oci: false });
const newer = archive("newer", ["one:1"], "3");

test("an archive tells its images, by each ID that Docker may give them", () => {
  expect(readArchive(one)).toMatchObject({
    name: "one.tar",
    images: { "one:1": [`sha256:${hex("1")}`, `sha256:${hex("b")}`] },
  });
  expect(readArchive(old).images).toEqual({ "old:1": [`sha256:${hex("2")}`] });
});

test("what is no archive, has no names or holds an image twice is refused", () => {
  const text = join(folder, "text.tar");
  writeFileSync(text, "x".repeat(2_000));
  const other = join(folder, "other.tar");
  execFileSync("tar", ["cf", other, "-C", folder, "text.tar"]);
  const nameless = archive("nameless", [], "4");
  const paths = [text, other, nameless, join(folder, "gone.tar"), one, newer];
  expect(images.check?.(hosts("a").inputs(...paths)).map(({ property, reason }) => `${property} ${reason}`)).toEqual([
    expect.stringMatching(/^archives\[0\] .*it is no tar archive/),
    expect.stringMatching(/^archives\[1\] .*no manifest\.json: write it with `docker save`/),
    expect.stringMatching(/^archives\[2\] .*save them by name/),
    expect.stringMatching(/^archives\[3\] .*ENOENT/),
    expect.stringMatching(/^archives\[5\] holds one:1, as archives\[4\] does/),
  ]);
});

describe("Images", () => {
  test("go to every node that lacks them, and to no other", async () => {
    const { there, loads, context, inputs, bytes } = hosts("a", "b");
    there.set("a", { "one:1": `sha256:${hex("b")}` });
    const { outputs } = await images.create(context, inputs(one, old));
    expect(loads.sort()).toEqual(["a old.tar", "b old.tar", "b one.tar"]);
    expect(bytes()).toBeGreaterThan(300_000);
    expect(outputs).toEqual({ images: { "one:1": `sha256:${hex("1")}`, "old:1": `sha256:${hex("2")}` } });
    loads.length = 0;
    await images.update?.(context, "images", { ...inputs(one, old), ...outputs }, inputs(one, old));
    expect(loads).toEqual([]);
    // Another content under the same name.
    await images.update?.(context, "images", { ...inputs(one), ...outputs }, inputs(newer));
    expect(loads.sort()).toEqual(["a newer.tar", "b newer.tar"]);
  });

  test("change with the content of an archive, not with its place", async () => {
    const { context, inputs } = hosts("a");
    const { outputs } = await images.create(context, inputs(one));
    const diff = (path: string) => images.diff?.({ ...inputs(one), ...outputs }, inputs(path), { changes: false });
    execFileSync("cp", [one, join(folder, "copy.tar")]);
    expect(diff(join(folder, "copy.tar"))).toMatchObject({ changes: false });
    expect(diff(newer)).toMatchObject({ changes: true });
  });

  test("that are gone from a node are seen by a refresh", async () => {
    const { there, context, inputs } = hosts("a", "b");
    const state = { ...inputs(one), ...(await images.create(context, inputs(one))).outputs };
    expect(await images.read?.(context, "images", state)).toMatchObject({ drifted: false });
    delete there.get("b")?.["one:1"];
    expect(await images.read?.(context, "images", state)).toMatchObject({ drifted: true });
    expect(context.lines).toEqual(["The image one:1 on b is missing"]);
  });

  test("a node that was there and is out of reach holds up no new one, and gets them later", async () => {
    const { down, loads, context, inputs } = hosts("a", "b");
    const before = { ...inputs(one), hosts: inputs(one).hosts.slice(0, 1) };
    const state = { ...before, ...(await images.create(context, before)).outputs };
    down.add("a");
    const outputs = await images.update?.(context, "images", state, inputs(one));
    expect(loads).toEqual(["a one.tar", "b one.tar"]);
    expect(outputs?.pending).toEqual(["a"]);
    const now = { ...inputs(one), ...outputs, images: outputs?.images ?? {} };
    expect(images.diff?.(now, inputs(one), { changes: false })).toMatchObject({ changes: true });
    down.clear();
    expect((await images.update?.(context, "images", now, inputs(one)))?.pending).toBeUndefined();
  });

  test("fail with the nodes where they did, and Docker's reason", async () => {
    const { down, loads, context, inputs, fail } = hosts("a", "b", "c");
    down.add("b");
    fail("no space left on device");
    await expect(images.create(context, inputs(one))).rejects.toMatchObject({
      code: "IMAGES_FAILED",
      message: expect.stringMatching(/on 3 of 3 hosts: a, b, c[\s\S]*no space left on device[\s\S]*no route/),
    });
    expect(loads.sort()).toEqual(["a one.tar", "c one.tar"]);
  });
});
