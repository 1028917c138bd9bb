import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../../errors";
import { registryFolder } from "../paths";
import { run } from "../run";
import { writeOciLayout } from "./oci";
import { startRegistry } from "./serve";
import { type StandIn, standIns } from "./stand-ins";

const PULL_SECONDS = 60;

/** Puts the catalogue's images into the lab's registry: the public ones where they can be had, else stand-ins. */
export async function fillRegistry(status: (text: string) => void): Promise<void> {
  const missing = Object.entries(standIns).filter(([image]) => !existsSync(manifestOf(image)));
  if (missing.length === 0) return;
  const log = await mkdtemp(join(tmpdir(), "pulumi-swarm-registry-"));
  const registry = await startRegistry(log);
  try {
    for (const [image, standIn] of missing) {
      status(`container image ${image}`);
      const target = `docker://127.0.0.1:${registry.port}/library/${image}`;
      try {
        await copy(`docker://docker.io/library/${image}`, target);
      } catch (error) {
        status(`${image}: a stand-in from Debian's packages, because the public image cannot be had`);
        status(messageOf(error).split("\n").at(-1) ?? "");
        await pushStandIn(standIn, target);
      }
    }
  } finally {
    await registry.close();
    await rm(log, { recursive: true });
  }
}

function manifestOf(image: string): string {
  const [name, tag] = image.split(":") as [string, string];
  return join(registryFolder(), `docker/registry/v2/repositories/library/${name}/_manifests/tags/${tag}/current/link`);
}

async function pushStandIn(standIn: StandIn, target: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-image-"));
  try {
    const tree = join(folder, "tree");
    await mkdir(tree);
    await standIn.build(tree);
    await writeOciLayout(tree, join(folder, "layout"), standIn.settings);
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
