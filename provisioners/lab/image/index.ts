import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../errors";
import { packageRoot } from "../../paths";
import { imagesFolder } from "../paths";
import { run } from "../run";
import type { KernelSource } from "./kernel";
import { removeOldImages } from "./old";

/** `bare` has an SSH server and no Docker; `docker` has the distribution's Docker too. */
export type ImageKind = "bare" | "docker";

const SUITE = "trixie";
/** Sparse: what a machine may write, not what the file takes. */
const DISK_SIZE = "16G";
const INCLUDED =
  "systemd-sysv,udev,dbus,openssh-server,iproute2,iputils-ping,ca-certificates,curl,kmod,procps,iptables,less,jq";
const DOCKER = ["docker.io", "docker-cli"];

const scripts = join(packageRoot, "provisioners", "lab", "image");
const [prepareTree, installDocker, makeDisk] = ["prepare-tree.sh", "install-docker.sh", "make-disk.sh"].map((name) =>
  join(scripts, name),
) as [string, string, string];

/** Paths of the machine images, built where they are not there yet (about half a minute and 1.5 GB). */
export async function ensureImages(
  kernel: KernelSource,
  status: (text: string) => void,
): Promise<Record<ImageKind, string>> {
  const folder = join(imagesFolder(), `${kernel.kind}-${await recipeHash(kernel)}`);
  if (!existsSync(folder)) {
    await build(folder, kernel, status);
    await removeOldImages(folder, kernel.kind);
  }
  return { bare: join(folder, "bare.ext4"), docker: join(folder, "docker.ext4") };
}

async function recipeHash(kernel: KernelSource): Promise<string> {
  const hash = createHash("sha256");
  for (const file of [prepareTree, installDocker, makeDisk, ...kernel.files]) hash.update(await readFile(file));
  hash.update([SUITE, DISK_SIZE, INCLUDED, DOCKER, kernel.kind, kernel.version, process.arch].join());
  return hash.digest("hex").slice(0, 16);
}

async function build(folder: string, kernel: KernelSource, status: (text: string) => void): Promise<void> {
  if (process.platform !== "linux") {
    throw new SwarmError({
      code: "LAB_NO_IMAGE",
      summary: "The lab's machine image cannot be built here",
      host: "this machine",
      cause: "it is built from Debian packages with mmdebstrap, which runs on Linux only",
      fix: `build it on a Linux machine of the same processor architecture with the same version of this project (PULUMI_SWARM_LAB_BACKEND=tcg npm start), and copy it to ${folder}`,
    });
  }
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
        `--include=${[INCLUDED, ...kernel.packages].join()}`,
        ...kernel.hooks(draft),
        `--customize-hook=${prepareTree} "$1" ${kernel.kind}`,
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
