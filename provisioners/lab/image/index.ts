import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { packageRoot } from "../../paths";
import { imagesFolder } from "../paths";
import { run } from "../run";

/** `bare` has an SSH server and no Docker; `docker` has the distribution's Docker too. */
export type ImageKind = "bare" | "docker";

const SUITE = "trixie";
/** Sparse: what a machine may write, not what the file takes. */
const DISK_SIZE = "16G";
const INCLUDED =
  "systemd-sysv,udev,dbus,openssh-server,iproute2,iputils-ping,ca-certificates,curl,kmod,procps,iptables,less,jq";
const DOCKER = ["docker.io", "docker-cli"];

const scripts = join(packageRoot, "provisioners", "lab", "image");
const prepareTree = join(scripts, "prepare-tree.sh");
const installDocker = join(scripts, "install-docker.sh");
const makeDisk = join(scripts, "make-disk.sh");

/** Paths of the machine images, built where they are not there yet (about half a minute and 1.5 GB). */
export async function ensureImages(
  modules: string,
  status: (text: string) => void,
): Promise<Record<ImageKind, string>> {
  const folder = join(imagesFolder(), await recipeHash(modules));
  if (!existsSync(folder)) {
    await build(folder, modules, status);
    await removeOthers(folder);
  }
  return { bare: join(folder, "bare.ext4"), docker: join(folder, "docker.ext4") };
}

async function recipeHash(modules: string): Promise<string> {
  const hash = createHash("sha256");
  for (const file of [prepareTree, installDocker, makeDisk]) hash.update(await readFile(file));
  hash.update([SUITE, DISK_SIZE, INCLUDED, DOCKER, basename(modules)].join());
  return hash.digest("hex").slice(0, 16);
}

async function build(folder: string, modules: string, status: (text: string) => void): Promise<void> {
  const draft = `${folder}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  // Without root the disks are written by a subordinate user.
  if (process.getuid?.() !== 0) await chmod(draft, 0o777);
  const disk = (kind: ImageKind) => `--customize-hook=${makeDisk} "$1" ${join(draft, `${kind}.ext4`)} ${DISK_SIZE}`;
  try {
    await run(
      "mmdebstrap",
      [
        "--variant=minbase",
        "--mode=unshare",
        "--format=null",
        '--aptopt=Acquire::Languages "none"',
        '--aptopt=APT::Install-Recommends "false"',
        ...["man", "doc", "locale"].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
        `--include=${INCLUDED}`,
        `--customize-hook=${prepareTree} "$1" ${modules}`,
        disk("bare"),
        `--customize-hook=${installDocker} "$1" ${DOCKER.join(" ")}`,
        disk("docker"),
        SUITE,
      ],
      { what: "build the lab's machine image", onLine: (line) => status(line.replace(/^I: /, "")), cwd: draft },
    );
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Images of older recipes that no machine is based on any more are only in the way. */
async function removeOthers(folder: string): Promise<void> {
  const { machineImagesInUse } = await import("../store");
  const used = await machineImagesInUse();
  for (const name of await readdir(imagesFolder())) {
    const path = join(imagesFolder(), name);
    if (path !== folder && !used.some((image) => image.startsWith(path))) await rm(path, { recursive: true });
  }
}
