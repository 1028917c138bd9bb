import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureImage } from "../../image";
import { debianKernel, kernelFiles } from "../../image/kernel";
import type { Accelerator } from "../kind";
import { boots, LINUX_IS_UP } from "../probe";
import { consoleDevice, inOption, platform } from "./command";
import { isNewEnough, oldestQemu, qemuProgram, qemuVersion } from "./programs";

const SECTOR_MS = 8_000;
const LINUX_MS: Record<Accelerator, number> = { kvm: 20_000, hvf: 20_000, tcg: 90_000 };

/** A boot sector that writes K to the serial port: mov dx,0x3f8; mov al,'K'; out dx,al; hlt. */
const SECTOR = Buffer.alloc(512);
SECTOR.set([0xba, 0xf8, 0x03, 0xb0, 0x4b, 0xee, 0xf4]);
SECTOR.set([0x55, 0xaa], 510);

/** Boots a few bytes and then Linux: there are hosts whose virtualisation runs the one and hangs in the other. */
export async function probeQemu(accelerator: Accelerator, status: (text: string) => void): Promise<string | undefined> {
  const version = await qemuVersion();
  if (!version) return "QEMU is not installed";
  if (!isNewEnough(version)) return `QEMU is ${version}, and ${oldestQemu} is the oldest that works`;
  // What fails here has not cost an image.
  const failure = accelerator !== "tcg" && process.arch === "x64" ? await bootSector(accelerator) : undefined;
  if (failure) return failure;
  const image = await ensureImage("bare", debianKernel(), status);
  status("booting a kernel");
  return boots({
    file: qemuProgram(),
    args: [
      ...[...bareMachine(accelerator), "-m", "256", "-kernel", kernelFiles(image).kernel],
      ...["-append", `console=${consoleDevice()} panic=-1`],
    ],
    what: "a kernel",
    proof: LINUX_IS_UP,
    deadlineMs: LINUX_MS[accelerator],
  });
}

async function bootSector(accelerator: Accelerator): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-probe-"));
  try {
    const file = join(folder, "sector");
    await writeFile(file, SECTOR);
    return await boots({
      file: qemuProgram(),
      args: [...bareMachine(accelerator, "pc"), "-m", "32", "-drive", `file=${inOption(file)},format=raw,if=floppy`],
      what: "a boot sector",
      proof: /K/,
      deadlineMs: SECTOR_MS,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

function bareMachine(accelerator: Accelerator, type?: string): string[] {
  const quiet = ["-nodefaults", "-no-user-config", "-display", "none", "-serial", "stdio", "-no-reboot"];
  return [...platform(accelerator, process.arch, type), ...quiet];
}
