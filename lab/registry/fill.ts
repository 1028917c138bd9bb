import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../../provisioners/core/errors";
import { withLock } from "../../provisioners/core/lock";
import { packageRoot } from "../../provisioners/core/paths";
import { registryFolder } from "../paths";
import { startRegistry } from "../services/registry";
import { run } from "../system/run";
import { type ImageName, parseImageName } from "./image-name";
import { writeOciLayout } from "./oci";
import { buildStandIn, type StandIn, standIns } from "./stand-ins";

const PULL_SECONDS = 120;

/** What became of the images that were asked for. */
export interface Filled {
  /** What stands for an image, by its name. */
  standIns: Record<string, string>;
  /** Why an image is not to be had, by its name. */
  missing: Record<string, string>;
}

/**
 * Puts images into the lab's registry where they are not there yet: the public ones where they can be pulled, else
 * stand-ins. One that cannot be had is no error: whoever deploys it is told by Docker.
 */
export async function fillRegistry(images: readonly string[], status: (text: string) => void): Promise<Filled> {
  const filled: Filled = { standIns: {}, missing: {} };
  await mkdir(registryFolder(), { recursive: true });
  // Programs run at the same time; each image is made once.
  await withLock(join(registryFolder(), "filling"), status, async () => {
    const wanted: string[] = [];
    for (const image of images) {
      const name = parseImageName(image);
      if (!name) filled.missing[image] = "the lab has images of Docker Hub only, by tag";
      else if (!(await isThere(image, name))) wanted.push(image);
    }
    if (wanted.length > 0) await fill(wanted, filled, status);
    for (const image of images) if (existsSync(markOf(image))) filled.standIns[image] = standIns[image]?.is ?? "";
  });
  return filled;
}

async function fill(images: readonly string[], filled: Filled, status: (text: string) => void): Promise<void> {
  const log = await mkdtemp(join(tmpdir(), "pulumi-swarm-registry-"));
  const registry = await startRegistry(log);
  let closed = false;
  try {
    for (const image of images) {
      const { repository, tag } = parseImageName(image) as ImageName;
      const target = `docker://127.0.0.1:${registry.port}/${repository}:${tag}`;
      const standIn = standIns[image];
      status(`container image ${image}`);
      try {
        // Where one public image is out of reach, the next would only cost time.
        if (closed) throw new Error("Docker Hub is out of reach");
        await copy(`docker://docker.io/${repository}:${tag}`, target);
        await rm(markOf(image), { force: true });
      } catch (error) {
        closed ||= !/manifest unknown|denied|unauthorized|toomanyrequests/i.test(messageOf(error));
        const reason = messageOf(error).split("\n").at(-1) ?? "";
        if (!standIn) {
          filled.missing[image] = reason;
          continue;
        }
        status(`${image}: building a stand-in, ${standIn.is} (${reason})`);
        await pushStandIn(standIn, target);
        await mkdir(join(registryFolder(), "stand-ins"), { recursive: true });
        await writeFile(markOf(image), await recipeOf(standIn));
      }
    }
  } finally {
    await registry.close();
    await rm(log, { recursive: true });
  }
}

/** A stand-in of another recipe does not count. */
async function isThere(image: string, { repository, tag }: ImageName): Promise<boolean> {
  const link = `docker/registry/v2/repositories/${repository}/_manifests/tags/${tag}/current/link`;
  if (!existsSync(join(registryFolder(), link))) return false;
  const standIn = standIns[image];
  if (!existsSync(markOf(image))) return true;
  return standIn !== undefined && (await readFile(markOf(image), "utf8")) === (await recipeOf(standIn));
}

/** There where a stand-in is in the registry; holds its recipe. */
const markOf = (image: string) => join(registryFolder(), "stand-ins", encodeURIComponent(image));

async function recipeOf(standIn: StandIn): Promise<string> {
  const hash = createHash("sha256").update(JSON.stringify(standIn));
  if (standIn.entry) hash.update(await readFile(join(packageRoot, "lab/registry/entry", standIn.entry)));
  return hash.digest("hex");
}

async function pushStandIn(standIn: StandIn, target: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-image-"));
  try {
    const tree = join(folder, "tree");
    await mkdir(tree);
    const settings = await buildStandIn(standIn, tree);
    await writeOciLayout(tree, join(folder, "layout"), settings);
    await copy(`oci:${join(folder, "layout")}`, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copy(source: string, target: string): Promise<void> {
  const options = [`--command-timeout=${PULL_SECONDS}s`, "--insecure-policy"];
  await run("skopeo", [...options, "copy", "--dest-tls-verify=false", source, target], {
    what: `put ${source} into the lab's registry`,
  });
}
