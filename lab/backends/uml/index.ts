import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Gate } from "../../gate/client";
import { umlKernel } from "../../image/kernel";
import type { Backend } from "../backend";
import { labId } from "../id";
import { boots, LINUX_IS_UP } from "../probe";
import { UmlHost } from "./host";
import { KERNEL, umlModules, xstateLibrary } from "./kernel";

const PROBE_MS = 20_000;

export const uml: Backend = {
  kind: "uml",
  label: "user-mode Linux",
  bootMs: 240_000,
  livesInNamespace: true,
  packages: {
    "user-mode-linux": "the kernel of machines without hardware virtualisation, and its modules",
    "uml-utilities": "gives running machines disks",
    iproute2: "makes the network namespace that the machines live in",
    gcc: "compiles the helper that user-mode Linux needs on processors with AMX",
    "libc6-dev": "headers for the same",
  },
  isInstalled: async () => existsSync(KERNEL),
  kernel: async () => umlKernel(await umlModules()),
  async prepare() {
    await xstateLibrary();
  },
  async probe() {
    if (!existsSync(KERNEL)) return "it is not installed";
    const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-probe-"));
    try {
      const args = [
        `umid=${labId("probe", String(process.pid))}`,
        `uml_dir=${folder}/`,
        "mem=64M",
        "con=null",
        "con0=null,fd:1",
        "panic=-1",
      ];
      const env = { TMPDIR: folder, LD_PRELOAD: await xstateLibrary() };
      return await boots({ file: KERNEL, args, env, what: "a kernel", proof: LINUX_IS_UP, deadlineMs: PROBE_MS });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
  open: async (lab, events) => new UmlHost(lab, await Gate.open(events, { inNamespace: true })),
  processWord: (lab, name) => `umid=${labId(lab, name)}`,
};
