import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../../../../provisioners/docker/host";
import { keepOnly, lostOn, mountSource, writeCopy } from "../../../../provisioners/stack/copies/on-node";
import { readTree } from "../../../../provisioners/stack/file/beside";
import { hashOfTree } from "../../../../provisioners/stack/file/tree-hash";
import { copiesFolder, localNode, project } from "./local-node";

// Real shells do the work.
jest.setTimeout(120_000);

/** A copy as a mount of `path` makes it. */
function copyOf(folder: string, path: string) {
  const tree = readTree(folder, path);
  const hash = hashOfTree(tree);
  return { service: "web", name: "services.web.volumes[0]", path, target: "/x", constraints: [], tree, hash };
}

describe("a copy on a node", () => {
  const folder = project();
  mkdirSync(join(folder, "html", "a b"), { recursive: true });
  mkdirSync(join(folder, "html", "empty"));
  writeFileSync(join(folder, "html", "index.html"), "hello", { mode: 0o600 });
  writeFileSync(join(folder, "html", "a b", "ü\n'x.sh"), "#!/bin/sh\n");
  writeFileSync(join(folder, "html", `${"long-".repeat(40)}.txt`), Buffer.from([0, 255, 1]));
  chmodSync(join(folder, "html", "a b", "ü\n'x.sh"), 0o750);
  symlinkSync("../index.html", join(folder, "html", "a b", "link"));
  writeFileSync(join(folder, "nginx: $1.conf"), "listen 80;");
  const node = localNode();
  const host = { label: "n", run: node.run } as Host;
  const place = (source: string) => source.replace(copiesFolder, node.folder);

  test("of a folder has its files, links and executables, for everybody to read, and is seen to be whole", async () => {
    const copy = copyOf(folder, "./html");
    expect(await lostOn(host, "shop", [copy.hash])).toEqual([{ hash: copy.hash, how: "missing" }]);
    await writeCopy(host, "shop", copy);
    expect(await lostOn(host, "shop", [copy.hash])).toEqual([]);
    const at = place(mountSource("shop", copy));
    expect(readFileSync(join(at, "a b", "link"), "utf8")).toBe("hello");
    const modes = [".", "index.html", "a b/ü\n'x.sh", "empty"].map((path) => statSync(join(at, path)).mode & 0o777);
    expect(modes).toEqual([0o755, 0o644, 0o755, 0o755]);
  });

  test("of a file has a name that Docker takes, and is a mount of its own", async () => {
    const copy = copyOf(folder, "nginx: $1.conf");
    await writeCopy(host, "shop", copy);
    const source = mountSource("shop", copy);
    expect(source).toBe(`${copiesFolder}/shop/${copy.hash}/nginx___1.conf`);
    expect(readFileSync(place(source), "utf8")).toBe("listen 80;");
    expect(await lostOn(host, "shop", [copy.hash])).toEqual([]);
  });

  test.each([
    ["another text", (at: string) => writeFileSync(join(at, "index.html"), "other")],
    ["a file more", (at: string) => writeFileSync(join(at, "more"), "")],
    ["a file less", (at: string) => rmSync(join(at, "index.html"))],
    ["another mode", (at: string) => chmodSync(join(at, "index.html"), 0o600)],
  ])("with %s is seen to be changed, and is written anew", async (_, change) => {
    const copy = copyOf(folder, "./html");
    await writeCopy(host, "shop", copy);
    change(place(mountSource("shop", copy)));
    expect(await lostOn(host, "shop", [copy.hash])).toEqual([{ hash: copy.hash, how: "changed" }]);
    await writeCopy(host, "shop", copy);
    expect(await lostOn(host, "shop", [copy.hash])).toEqual([]);
  });

  test("that arrives as another content gets no name", async () => {
    const copy = { ...copyOf(folder, "./html"), hash: "0".repeat(32) };
    await expect(writeCopy(host, "torn", copy)).rejects.toThrow("what arrived is another content");
    expect(readdirSync(join(node.folder, "torn"))).toEqual([]);
  });

  test("that is used no more goes, with what killed runs left; the folder goes with the last", async () => {
    const [html, conf] = [copyOf(folder, "./html"), copyOf(folder, "nginx: $1.conf")];
    mkdirSync(join(node.folder, "shop", ".new.killed"), { recursive: true });
    for (const copy of [html, conf]) await writeCopy(host, "shop", copy);
    await keepOnly(host, "shop", [conf.hash]);
    expect(readdirSync(join(node.folder, "shop"))).toEqual([conf.hash]);
    await keepOnly(host, "shop", []);
    await keepOnly(host, "shop", []);
    expect(readdirSync(node.folder)).not.toContain("shop");
  });
});
