import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../core/errors";
import type { Host } from "../docker/host";
import { upstream } from "../docker/version";
import type { HandlerContext } from "../provider/handler-context";

/** Package files in a folder of the machine that runs Pulumi. */
export interface Bundle {
  folder: string;
  files: BundleFile[];
  /** What kind of Docker is in it, and its upstream version. */
  source: "docker" | "distribution";
  version: string;
  /** Changes with the name or content of any file. */
  hash: string;
}

export interface BundleFile {
  file: string;
  /** Name and version of the package, read from the file's name. */
  name: string;
  version: string;
  sha256: string;
  size: number;
}

const remoteFolder = "/var/lib/pulumi-swarm/bundle";
const dockers = { "docker-ce": "docker", "docker.io": "distribution" } as const;

/**
 * Reads the folder's packages of one format.
 * @param digests What an earlier look at the same files has found.
 * @throws Error that says what is missing, without the folder's path
 */
export function readBundle(folder: string, digests = new BundleDigests()): Bundle {
  const names = readdirSync(folder).filter((name) => /\.(deb|rpm)$/.test(name));
  if (names.length === 0) throw new Error("it has no .deb or .rpm files");
  if (new Set(names.map((name) => name.slice(-3))).size > 1) throw new Error("it has both .deb and .rpm files");
  const files = names.sort().map((file) => readPackage(folder, file, digests));
  const twice = files.find(({ name }, index) => name === files[index + 1]?.name);
  if (twice) throw new Error(`it has two files of the package ${twice.name}: leave one`);
  const engine = files.find(({ name }) => name in dockers);
  if (!engine) throw new Error(`it has no package ${Object.keys(dockers).join(" or ")}`);
  const source = dockers[engine.name as keyof typeof dockers];
  const missing = ["docker-ce-cli", "containerd.io"].filter((need) => !files.some(({ name }) => name === need));
  if (source === "docker" && missing.length > 0) throw new Error(`it has no package ${missing.join(" and ")}`);
  const hash = createHash("sha256");
  for (const { file, sha256 } of files) hash.update(`${sha256} ${file}\n`);
  return { folder, files, source, version: upstream(engine.version), hash: hash.digest("hex") };
}

function readPackage(folder: string, file: string, digests: BundleDigests): BundleFile {
  const deb = /^([^_]+)_([^_]+)_[^_]+\.deb$/.exec(file);
  const rpm = /^(.+)-([^-]+-[^-]+)\.[^.]+\.rpm$/.exec(file);
  const [, name, version] = deb ?? rpm ?? [];
  if (!name || !version) {
    throw new Error(`${file} is not named as packages are, such as docker-ce_29.0.1-1_amd64.deb`);
  }
  // File names have no colon after the epoch.
  return { file, name, version: decodeURIComponent(version), ...digests.measure(join(folder, file)) };
}

/** By path, size and time of change: every engine of a program looks at the same large files, several times. */
export class BundleDigests {
  private readonly known = new Map<string, string>();

  measure(path: string): Pick<BundleFile, "sha256" | "size"> {
    const { size, mtimeMs } = statSync(path);
    const key = JSON.stringify([path, size, mtimeMs]);
    const sha256 = this.known.get(key) ?? createHash("sha256").update(readFileSync(path)).digest("hex");
    this.known.set(key, sha256);
    return { sha256, size };
  }
}

/** Brings the files to the host, those that are there already left out, and returns their paths. */
export async function uploadBundle(context: HandlerContext, host: Host, { folder, files }: Bundle): Promise<string[]> {
  const list = `mkdir -p ${remoteFolder} && cd ${remoteFolder} && find . -type f -exec sha256sum {} +`;
  const { stdout } = await host.run(list, { what: "look for package files", deadlineMs: 300_000, idempotent: true });
  const there = new Set(stdout.split("\n").map((line) => line.trim().replace(/\s+(\.\/)?/, " ")));
  const missing = files.filter(({ file, sha256 }) => !there.has(`${sha256} ${file}`));
  for (const [index, { file, size }] of missing.entries()) {
    const megabytes = Math.ceil(size / 1e6);
    context.status(`uploading ${file} (${index + 1} of ${missing.length}, ${megabytes} MB)`);
    await host.upload(`${remoteFolder}/${file}`, await readFile(join(folder, file)));
  }
  return files.map(({ file }) => `${remoteFolder}/${file}`);
}

/** What was uploaded is of no use once it is installed. */
export async function removeBundle(host: Host): Promise<void> {
  await host.run(["rm", "-rf", remoteFolder], { idempotent: true });
}

/** What is wrong with a bundle for these settings; `undefined` when nothing is. */
export function bundleProblem(
  folder: string,
  version: string | undefined,
  digests?: BundleDigests,
): string | undefined {
  try {
    const bundle = readBundle(folder, digests);
    if (version === undefined || version === bundle.version) return undefined;
    return `holds Docker ${bundle.version}, not ${version}: leave \`version\` out`;
  } catch (error) {
    return `cannot be used: ${messageOf(error)}`;
  }
}
