import { join } from "node:path";
import { GATEWAY, lanMac, managementAddress, managementMac, SERVICES } from "../../addresses";
import type { MachineRecord } from "../../store";
import type { Accelerator } from "../kind";

/** Paths that a machine's command line names. */
export interface MachinePaths {
  disk: string;
  seed: string;
  kernel: string;
  initrd: string;
  /** Sockets: of the private network's switch, and of QEMU's monitor. */
  lan: string;
  monitor: string;
  /** Port of the services' address → program that joins a connection to the service. */
  services: Record<number, string[]>;
}

const KERNEL_ARGUMENTS = [
  "root=/dev/vda rw net.ifnames=0 quiet panic=10",
  // AppArmor without its parser in the image makes every container fail; the others only cost time.
  "apparmor=0 audit=0 mitigations=off",
];

/** QEMU's arguments for a machine. */
export function qemuArguments(
  accelerator: Accelerator,
  word: string,
  machine: MachineRecord,
  paths: MachinePaths,
  arch: string = process.arch,
): string[] {
  return [
    ...["-name", word],
    ...platform(accelerator, arch),
    ...["-smp", String(machine.cpus), "-m", String(machine.memory)],
    ...["-nodefaults", "-no-user-config", "-display", "none"],
    ...["-serial", "stdio", "-qmp", `unix:${inOption(paths.monitor)},server=on,wait=off`],
    ...["-kernel", paths.kernel, "-initrd", paths.initrd],
    ...["-append", [`console=${consoleDevice(arch)}`, ...KERNEL_ARGUMENTS].join(" ")],
    ...drive("disk", paths.disk, "format=qcow2,cache=unsafe,discard=unmap"),
    ...drive("seed", paths.seed, "format=raw,readonly=on"),
    ...["-device", "virtio-rng-pci"],
    ...["-netdev", ["user,id=management", ...userNetwork(machine, paths.services)].join()],
    ...["-device", `virtio-net-pci,netdev=management,mac=${managementMac(machine.index)}`],
    ...["-netdev", `stream,id=lan,server=off,addr.type=unix,addr.path=${inOption(paths.lan)}`],
    ...["-device", `virtio-net-pci,netdev=lan,mac=${lanMac(machine.index)}`],
  ];
}

/** The rule by which a port of loopback leads to one of the machine. */
export function hostForward(machine: MachineRecord, local: number, port: number): string {
  return `tcp:127.0.0.1:${local}-${managementAddress(machine.index)}:${port}`;
}

export const consoleDevice = (arch: string = process.arch) => (arch === "arm64" ? "ttyAMA0" : "ttyS0");

/** Machine type, accelerator and processor. */
export function platform(
  accelerator: Accelerator,
  arch: string = process.arch,
  type: string = arch === "arm64" ? "virt" : "q35",
): string[] {
  return [
    ...["-machine", type],
    // Without a limit the translated code takes about a gigabyte.
    ...["-accel", accelerator === "tcg" ? "tcg,thread=multi,tb-size=128" : accelerator],
    ...["-cpu", accelerator === "tcg" ? "max" : "host"],
  ];
}

function userNetwork(machine: MachineRecord, services: Record<number, string[]>): string[] {
  const forwards: [number, number][] = [
    [machine.sshPort, 22],
    ...Object.entries(machine.forwards).map(([port, local]): [number, number] => [local, Number(port)]),
  ];
  return [
    "restrict=on,ipv6=off",
    "net=10.0.2.0/24",
    `host=${GATEWAY}`,
    ...forwards.map(([local, port]) => `hostfwd=${hostForward(machine, local, port)}`),
    ...Object.entries(services).map(
      ([port, words]) => `guestfwd=tcp:${SERVICES}:${port}-cmd:${inOption(words.map(quote).join(" "))}`,
    ),
  ];
}

function drive(id: string, file: string, options: string): string[] {
  return ["-drive", `id=${id},if=none,file=${inOption(file)},${options}`, "-device", `virtio-blk-pci,drive=${id}`];
}

/** In QEMU's options a comma is doubled. */
export const inOption = (text: string) => text.replaceAll(",", ",,");
/** As a shell would have it: QEMU's user network splits the command in that way. */
const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

export const monitorSocket = (folder: string, index: number) => join(folder, `monitor-${index}`);
export const lanSocket = (folder: string, index: number) => join(folder, `lan-${index}`);
export const serviceSocket = (folder: string, port: number) => join(folder, `service-${port}`);
