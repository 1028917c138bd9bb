import { Gate } from "../../gate/client";
import { debianKernel } from "../../image/kernel";
import type { Backend } from "../backend";
import { labId } from "../id";
import type { Accelerator } from "../kind";
import { QemuHost } from "./host";
import { probeQemu } from "./probe";
import { qemuPackage, qemuVersion } from "./programs";

const labels: Record<Accelerator, string> = {
  kvm: "QEMU with KVM",
  hvf: "QEMU with Hypervisor.framework",
  tcg: "QEMU without hardware virtualisation",
};

/** QEMU with one of its accelerators. */
export function qemu(accelerator: Accelerator): Backend {
  return {
    kind: accelerator,
    label: labels[accelerator],
    bootMs: accelerator === "tcg" ? 600_000 : 240_000,
    livesInNamespace: false,
    packages: {
      [qemuPackage()]: "runs the machines",
      "qemu-utils": "makes the machines' disks changes to the image's",
    },
    isInstalled: async () => (await qemuVersion()) !== undefined,
    kernel: async () => debianKernel(),
    prepare: async () => undefined,
    probe: (status) => probeQemu(accelerator, status),
    open: async (lab, events) =>
      QemuHost.open(lab, accelerator, await Gate.open(events, { inNamespace: false }), events),
    processWord: (lab, name) => `guest=${labId(lab, name)}`,
  };
}
