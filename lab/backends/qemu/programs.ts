import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The first version with `-netdev stream`. */
const OLDEST = [7, 2] as const;

export const qemuProgram = (arch: string = process.arch) => `qemu-system-${arch === "arm64" ? "aarch64" : "x86_64"}`;
export const qemuPackage = (arch: string = process.arch) => `qemu-system-${arch === "arm64" ? "arm" : "x86"}`;

/** Version of the QEMU on PATH, such as "7.2.22"; undefined where there is none. */
export async function qemuVersion(): Promise<string | undefined> {
  try {
    const { stdout } = await run(qemuProgram(), ["--version"]);
    return /version ([\d.]+)/.exec(stdout)?.[1];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

export const oldestQemu = OLDEST.join(".");
