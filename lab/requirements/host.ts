import { constants, existsSync } from "node:fs";
import { access, mkdir, readFile, statfs } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { cacheFolder } from "../../provisioners/core/paths";
import type { Backend } from "../backends/backend";
import { hasImage } from "../image";
import { findNamespaces, type Namespaces, namespaceSettings, openingCommand } from "../network/namespace";
import { runtimeFolder } from "../paths";
import { freePort } from "../system/ports";
import { missingPackages, neededPackages } from "./packages";
import { readRanges, type SubordinateRanges } from "./subordinate";

const MIB = 2 ** 20;

/** What of this computer the lab needs; facts without judgement. */
export interface LabHost {
  user: string;
  isRoot: boolean;
  /** Of the packages that the backend needs; undefined where dpkg does not manage packages. */
  missingPackages?: string[];
  /** Whether the machines' image is still to be built. */
  buildsImage: boolean;
  namespaces: Namespaces;
  /** The command that opens namespaces. */
  opensNamespaces: string;
  ranges: SubordinateRanges;
  /** False in a sandbox in which set-user-ID programs have no more rights than others. */
  gainsRights: boolean;
  /** MiB that programs can get. */
  memory: number;
  /** Folder → whether this user may write there, and MiB that are free. */
  folders: Record<"cache" | "temporary" | "sockets", { path: string; writable: boolean; free: number }>;
  /** Whether the lab can listen on loopback. */
  hasFreePort: boolean;
}

export async function inspectHost(backend: Backend): Promise<LabHost> {
  const user = userInfo();
  const isRoot = user.uid === 0;
  const buildsImage = !(await hasDockerImage(backend));
  return {
    user: user.username,
    isRoot,
    buildsImage,
    missingPackages: await missingPackages(neededPackages({ isRoot, buildsImage, backend })),
    namespaces: await findNamespaces(),
    opensNamespaces: openingCommand(await namespaceSettings()),
    ranges: await readRanges(),
    gainsRights: !/^NoNewPrivs:\s+1$/m.test(await readFile("/proc/self/status", "utf8")),
    memory: await availableMemory(),
    folders: {
      cache: await folder(cacheFolder()),
      temporary: await folder(tmpdir()),
      sockets: await folder(runtimeFolder()),
    },
    hasFreePort: await canListen(),
  };
}

async function hasDockerImage(backend: Backend): Promise<boolean> {
  // User-mode Linux has its modules from a package, without which the image has no name yet.
  return (await backend.isInstalled()) && hasImage("docker", await backend.kernel());
}

async function folder(path: string): Promise<LabHost["folders"]["cache"]> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = await statfs(path);
    return { path, writable: true, free: Math.floor((bavail * bsize) / MIB) };
  } catch (error) {
    if (!["EACCES", "EPERM", "EROFS", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    return { path, writable: false, free: 0 };
  }
}

/** Beside what is free, what the kernel gives back when it is asked; a container's limit where there is one. */
async function availableMemory(): Promise<number> {
  const limit = process.constrainedMemory() > 0 ? process.constrainedMemory() / MIB : Number.POSITIVE_INFINITY;
  if (!existsSync("/proc/meminfo")) return limit;
  const available = /^MemAvailable:\s+(\d+) kB$/m.exec(await readFile("/proc/meminfo", "utf8"))?.[1];
  return Math.min(limit, Math.floor(Number(available ?? 0) / 1_024));
}

async function canListen(): Promise<boolean> {
  return freePort().then(
    () => true,
    () => false,
  );
}
