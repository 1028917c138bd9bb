import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../../../../../lab/system/run";

interface Repack {
  /** Debian's packages by name. */
  originals: Map<string, string>;
  /** Where the new packages go. */
  pool: string;
  work: string;
  /** As the programs say it. */
  upstream: string;
  /** Of the packages. */
  version: string;
  arch: string;
}

/** Makes `docker-ce`, `docker-ce-cli` and `containerd.io` of one version from Debian's packages. */
export async function repack({ originals, pool, work, upstream, version, arch }: Repack): Promise<void> {
  const tree = (name: string) => join(work, name);
  await mkdir(work, { recursive: true });
  const unpack = (name: string, to: string, how = "-R") =>
    run("dpkg-deb", [how, originals.get(name) ?? name, tree(to)], { what: `unpack ${name}` });
  await unpack("docker.io", "docker-ce");
  const original = /^Version: ([\d.]+\+dfsg\d+)/m.exec(await control(tree("docker-ce")))?.[1] ?? "";
  const engine = fields(await control(tree("docker-ce")));
  const cli = join(tree("docker-ce-cli"), "usr", "bin");
  if (originals.has("docker-cli")) await unpack("docker-cli", "docker-ce-cli", "-x");
  else {
    await mkdir(cli, { recursive: true });
    await rename(join(tree("docker-ce"), "usr", "bin", "docker"), join(cli, "docker"));
  }
  const dockerd = ["usr/sbin", "usr/bin"].map((dir) => join(tree("docker-ce"), dir, "dockerd")).find(existsSync) ?? "";
  for (const program of [dockerd, join(cli, "docker")]) await writeVersion(program, original, upstream);

  await rm(join(tree("docker-ce"), "DEBIAN", "md5sums"));
  const common = { Version: version, Architecture: arch, Maintainer: "Nobody <nobody@example.invalid>" };
  const build = async (name: string, about: Record<string, string>) => {
    const text = {
      Package: name,
      ...common,
      Section: "admin",
      Priority: "optional",
      ...about,
      Description: "for tests",
    };
    await mkdir(join(tree(name), "DEBIAN"), { recursive: true });
    const lines = Object.entries(text).map(([key, value]) => `${key}: ${value}\n`);
    await writeFile(join(tree(name), "DEBIAN", "control"), lines.join(""));
    const file = join(pool, `${name}_${version.replace(/^\d+:/, "")}_${arch}.deb`);
    await run("dpkg-deb", ["-Zgzip", "-z1", "--root-owner-group", "-b", tree(name), file], { what: `build ${name}` });
  };
  const needs = (engine.Depends ?? "").split(", ").filter((need) => !/^(containerd|runc|tini)\b/.test(need));
  await build("docker-ce", {
    "Pre-Depends": engine["Pre-Depends"] ?? "",
    Depends: [...needs, "containerd.io", "docker-ce-cli", "tini"].join(", "),
    Conflicts: "docker.io",
    Replaces: "docker.io",
  });
  await build("docker-ce-cli", {
    Depends: "libc6",
    Conflicts: "docker.io, docker-cli",
    Replaces: "docker.io, docker-cli",
  });
  await build("containerd.io", { Depends: "containerd, runc" });
  await rm(work, { recursive: true });
}

const control = (tree: string) => readFile(join(tree, "DEBIAN", "control"), "utf8");

function fields(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/^([\w-]+): (.*)$/gm)].map(([, key = "", value = ""]) => [key, value]));
}

/** Writes another version over a program's own, which must have the same length: `29.0.1+dfsg1` for `26.1.5+dfsg1`. */
async function writeVersion(program: string, original: string, upstream: string): Promise<void> {
  const bytes = await readFile(program);
  const replacement = Buffer.from(`${upstream}+dfsg`.padEnd(original.length, "1"));
  if (replacement.length !== original.length) throw new Error(`${upstream} does not fit in the place of ${original}`);
  let found = 0;
  for (let at = bytes.indexOf(original); at >= 0; at = bytes.indexOf(original, at + 1)) {
    replacement.copy(bytes, at);
    found++;
  }
  if (found === 0) throw new Error(`${program} does not hold its version ${original}`);
  await writeFile(program, bytes);
}
