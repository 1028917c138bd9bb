import { constants, existsSync } from "node:fs";
import { access } from "node:fs/promises";
import { release } from "node:os";
import { qemuVersion } from "../backends/qemu/programs";
import { KERNEL } from "../backends/uml/kernel";
import { findNamespaces } from "../network/namespace";

/** What of this computer decides which backends can work. */
export interface Facts {
  platform: NodeJS.Platform;
  arch: string;
  /** The running kernel. */
  release: string;
  /** Whether this user may open /dev/kvm. */
  kvm: "absent" | "forbidden" | "usable";
  qemu?: string;
  hasUml: boolean;
  /** Whether this user can make network namespaces. */
  hasNamespaces: boolean;
}

export async function lookAround(): Promise<Facts> {
  return {
    platform: process.platform,
    arch: process.arch,
    release: release(),
    kvm: await kvmState(),
    qemu: await qemuVersion(),
    hasUml: existsSync(KERNEL),
    hasNamespaces: process.platform === "linux" && (await findNamespaces()).network !== undefined,
  };
}

async function kvmState(): Promise<Facts["kvm"]> {
  if (!existsSync("/dev/kvm")) return "absent";
  try {
    await access("/dev/kvm", constants.R_OK | constants.W_OK);
    return "usable";
  } catch (error) {
    if (["EACCES", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) return "forbidden";
    throw error;
  }
}
