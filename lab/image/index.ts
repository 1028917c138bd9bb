import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { withLock } from "../../provisioners/core/lock";
import { packageRoot } from "../../provisioners/core/paths";
import { readerCommand } from "../../provisioners/core/reader-command";
import { findNamespaces } from "../network/namespace";
import { imagesFolder } from "../paths";
import { run } from "../system/run";
import type { KernelSource } from "./kernel";
import type { ImageKind } from "./kinds";
import { removeOldImages } from "./old";

/** Sparse: what a machine may write, not what the file takes. */
const DISK_SIZE = "16G";
const INCLUDED =
  "systemd-sysv,udev,dbus,openssh-server,iproute2,iputils-ping,ca-certificates,curl,kmod,procps,iptables,less,jq";

const script = (name: string) => join(packageRoot, "lab", "image", name);
const prepareTree = script("prepare-tree.sh");
const installPackages = script("install-packages.sh");
const installCloudInit = script("install-cloud-init.sh");
const makeDisk = script("make-disk.sh");

/** Images that are made in one go, and how. */
interface Recipe {
  suite: "trixie" | "bookworm";
  /** What the names of its folders have after the kernel's kind. */
  suffix: string;
  scripts: string[];
  /** Hooks of mmdebstrap that follow the tree's preparation; a disk is written where `disk` says. */
  hooks(disk: (name: string) => string): string[];
}

const install = (...names: string[]) => `--customize-hook=${installPackages} "$1" ${names.join(" ")}`;
const docker = install("docker.io", "docker-cli");
/** The NFS client, which every node installs otherwise; without the port mapper that its package starts, as on all nodes. */
const nfsClient = [
  install("nfs-common"),
  ...["socket", "service"].map((kind) => `--customize-hook=ln -s /dev/null "$1/etc/systemd/system/rpcbind.${kind}"`),
];
const trixie: Recipe = {
  suite: "trixie",
  suffix: "",
  scripts: [prepareTree, installPackages, makeDisk],
  hooks: (disk) => [disk("bare"), docker, ...nfsClient, disk("docker")],
};
/** Nobody uses one with the distribution's Docker. */
const bookworm: Recipe = {
  suite: "bookworm",
  suffix: "-bookworm",
  scripts: [prepareTree, makeDisk],
  hooks: (disk) => [disk("bare")],
};
/** Apart, because only tests of clouds need it. */
const cloud: Recipe = {
  suite: "trixie",
  suffix: "-cloud",
  scripts: [...trixie.scripts, installCloudInit],
  hooks: (disk) => [docker, ...nfsClient, `--customize-hook=${installCloudInit} "$1"`, disk("cloud")],
};

const images: Record<ImageKind, { recipe: Recipe; disk: string }> = {
  docker: { recipe: trixie, disk: "docker" },
  bare: { recipe: trixie, disk: "bare" },
  "bare-bookworm": { recipe: bookworm, disk: "bare" },
  cloud: { recipe: cloud, disk: "cloud" },
};

/** Whether a machine image is there. */
export async function hasImage(kind: ImageKind, kernel: KernelSource): Promise<boolean> {
  return existsSync(await folderOf(images[kind].recipe, kernel));
}

/** Path of a machine image, built with the others of its recipe where it is not there yet (half a minute, 1.5 GB). */
export async function ensureImage(
  kind: ImageKind,
  kernel: KernelSource,
  status: (text: string) => void,
): Promise<string> {
  const { recipe, disk } = images[kind];
  const series = seriesOf(recipe, kernel);
  const folder = await folderOf(recipe, kernel);
  if (!existsSync(folder)) {
    // Labs are processes of their own: the first one builds, and the others wait for it.
    await withLock(join(imagesFolder(), series), status, async () => {
      if (existsSync(folder)) return;
      await build(folder, recipe, kernel, status);
      await removeOldImages(folder, series);
    });
  }
  return join(folder, `${disk}.ext4`);
}

const seriesOf = (recipe: Recipe, kernel: KernelSource) => `${kernel.kind}${recipe.suffix}`;

async function folderOf(recipe: Recipe, kernel: KernelSource): Promise<string> {
  return join(imagesFolder(), `${seriesOf(recipe, kernel)}-${await recipeHash(recipe, kernel)}`);
}

async function recipeHash(recipe: Recipe, kernel: KernelSource): Promise<string> {
  const hash = createHash("sha256");
  for (const file of [...recipe.scripts, ...kernel.files]) hash.update(await readFile(file));
  const settings = [recipe.suite, recipe.hooks((name) => name), DISK_SIZE, INCLUDED];
  hash.update([...settings, kernel.kind, kernel.version, process.arch].join().replaceAll(packageRoot, ""));
  return hash.digest("hex").slice(0, 16);
}

/** Root needs no user namespace, which may be closed; users build in one. */
export async function buildMode(): Promise<"root" | "unshare"> {
  return (await findNamespaces()).user ? "unshare" : "root";
}

async function build(
  folder: string,
  recipe: Recipe,
  kernel: KernelSource,
  status: (text: string) => void,
): Promise<void> {
  if (process.platform !== "linux") {
    throw new SwarmError({
      code: "LAB_NO_IMAGE",
      summary: "The lab's machine image cannot be built here",
      host: "this machine",
      cause: "it is built from Debian packages with mmdebstrap, which runs on Linux only",
      fix: `build it on a Linux machine of the same processor architecture with the same version of this project (PULUMI_SWARM_LAB_BACKEND=tcg ${readerCommand("up")}), and copy it to ${folder}`,
    });
  }
  const draft = `${folder}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  // Without root the disks are written by a subordinate user.
  if (process.getuid?.() !== 0) await chmod(draft, 0o777);
  const disk = (name: string) => `--customize-hook=${makeDisk} "$1" ${join(draft, `${name}.ext4`)} ${DISK_SIZE}`;
  try {
    await run(
      "mmdebstrap",
      [
        "--variant=minbase",
        `--mode=${await buildMode()}`,
        "--format=null",
        '--aptopt=Acquire::Languages "none"',
        '--aptopt=APT::Install-Recommends "false"',
        ...["man", "doc", "locale"].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
        `--include=${[INCLUDED, ...kernel.packages].join()}`,
        ...kernel.hooks(draft),
        `--customize-hook=${prepareTree} "$1" ${kernel.kind}`,
        ...recipe.hooks(disk),
        recipe.suite,
      ],
      { what: "build the lab's machine image", onLine: (line) => status(line.replace(/^I: /, "")), cwd: draft },
    );
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
