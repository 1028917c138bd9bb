import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../errors";
import { packageRoot } from "../../paths";
import { imagesFolder } from "../paths";
import { run } from "../run";
import type { ImageKind } from "../schema";
import type { KernelSource } from "./kernel";
import { removeOldImages } from "./old";

type Suite = "trixie" | "bookworm";

const images: Record<ImageKind, { suite: Suite; disk: string }> = {
  docker: { suite: "trixie", disk: "docker" },
  bare: { suite: "trixie", disk: "bare" },
  "bare-bookworm": { suite: "bookworm", disk: "bare" },
};

/** Sparse: what a machine may write, not what the file takes. */
const DISK_SIZE = "16G";
const INCLUDED =
  "systemd-sysv,udev,dbus,openssh-server,iproute2,iputils-ping,ca-certificates,curl,kmod,procps,iptables,less,jq";
/** What a suite's `docker` image has more; where nobody uses one, it is not made. */
const DOCKER: Record<Suite, string[]> = { trixie: ["docker.io", "docker-cli"], bookworm: [] };

const scripts = join(packageRoot, "provisioners", "lab", "image");
const [prepareTree, installDocker, makeDisk] = ["prepare-tree.sh", "install-docker.sh", "make-disk.sh"].map((name) =>
  join(scripts, name),
) as [string, string, string];

/** Path of a machine image, built with the others of its suite where it is not there yet (half a minute, 1.5 GB). */
export async function ensureImage(
  kind: ImageKind,
  kernel: KernelSource,
  status: (text: string) => void,
): Promise<string> {
  const { suite, disk } = images[kind];
  const series = suite === "trixie" ? kernel.kind : `${kernel.kind}-${suite}`;
  const folder = join(imagesFolder(), `${series}-${await recipeHash(kernel, suite)}`);
  if (!existsSync(folder)) {
    await build(folder, kernel, suite, status);
    await removeOldImages(folder, series);
  }
  return join(folder, `${disk}.ext4`);
}

async function recipeHash(kernel: KernelSource, suite: Suite): Promise<string> {
  const hash = createHash("sha256");
  for (const file of [prepareTree, installDocker, makeDisk, ...kernel.files]) hash.update(await readFile(file));
  hash.update([suite, DISK_SIZE, INCLUDED, DOCKER[suite], kernel.kind, kernel.version, process.arch].join());
  return hash.digest("hex").slice(0, 16);
}

async function build(
  folder: string,
  kernel: KernelSource,
  suite: Suite,
  status: (text: string) => void,
): Promise<void> {
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
  const disk = (name: string) => `--customize-hook=${makeDisk} "$1" ${join(draft, `${name}.ext4`)} ${DISK_SIZE}`;
  const withDocker = [`--customize-hook=${installDocker} "$1" ${DOCKER[suite].join(" ")}`, disk("docker")];
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
        ...(DOCKER[suite].length > 0 ? withDocker : []),
        suite,
      ],
      { what: "build the lab's machine image", onLine: (line) => status(line.replace(/^I: /, "")), cwd: draft },
    );
    await rename(draft, folder);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
