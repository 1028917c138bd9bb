import { onPath } from "../../../provisioners/core/programs";
import { isAtLeast } from "../../../provisioners/core/version";
import { run } from "../../system/run";

/** The first version with `-netdev stream`. */
export const oldestQemu = "7.2";

export const qemuProgram = (arch: string = process.arch) => `qemu-system-${arch === "arm64" ? "aarch64" : "x86_64"}`;
export const qemuPackage = (arch: string = process.arch) => `qemu-system-${arch === "arm64" ? "arm" : "x86"}`;

/** Version of the QEMU on PATH, such as "7.2.22"; undefined where there is none. */
export async function qemuVersion(): Promise<string | undefined> {
  if (!(await onPath(qemuProgram()))) return undefined;
  const printed = await run(qemuProgram(), ["--version"], { what: "ask QEMU for its version" });
  return /version ([\d.]+)/.exec(printed)?.[1];
}

export function isNewEnough(version: string): boolean {
  return isAtLeast(version, oldestQemu);
}
