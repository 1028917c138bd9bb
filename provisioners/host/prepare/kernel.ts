import { SwarmError } from "../../core/errors";
import type { Host } from "../../docker/host";
import { writeCommand } from "../../ssh/commands/upload";
import type { Command } from "../../ssh/types";
import { kernelModules } from "../facts/kernel-facts";
import { readText } from "../files";
import type { Change } from "./changes";
import type { Step } from "./step";

const header = "# Written by pulumi-swarm; changes are lost.";

/**
 * Least values. Forwarding is what containers live by, and a hardened host may switch it off at boot. The kernel's table of
 * neighbours is one for all network namespaces; with its usual 1,024 entries it overflows on nodes with many containers.
 */
const least: Record<string, number> = {
  "net.ipv4.ip_forward": 1,
  "net.ipv4.neigh.default.gc_thresh1": 1024,
  "net.ipv4.neigh.default.gc_thresh2": 4096,
  "net.ipv4.neigh.default.gc_thresh3": 8192,
};

/**
 * Most. Where a manager loses its power, the others give up their connections to it after 100 s, not after 15 minutes: as
 * long Docker reports no task of theirs.
 */
const most: Record<string, number> = { "net.ipv4.tcp_retries2": 8 };
const settings = { ...least, ...most };

const files = [
  { path: "/etc/modules-load.d/pulumi-swarm.conf", text: `${[header, ...kernelModules].join("\n")}\n` },
  {
    path: "/etc/sysctl.d/60-pulumi-swarm.conf",
    text: `${[header, ...Object.entries(settings).map(([key, value]) => `${key} = ${value}`)].join("\n")}\n`,
  },
];

/** Neither a loaded module nor one that is built in. */
const LOOK = `for name in ${kernelModules.join(" ")}; do
  if [ ! -d /sys/module/$name ] && ! grep -qs "/$name\\.ko" "/lib/modules/$(uname -r)/modules.builtin"; then echo "module $name"; fi
done
for key in ${Object.keys(settings).join(" ")}; do echo "$key $(cat /proc/sys/$(echo $key | tr . /))"; done`;

/** Off, the files go; what is set stays set until the next boot, for containers may still need it. */
export const kernel: Step = async (host, { kernel: isWanted }) => {
  const [found, actual] = await Promise.all([
    isWanted && host.run(LOOK, { what: "look at the kernel's modules and settings", idempotent: true }),
    Promise.all(files.map(({ path }) => readText(host, path))),
  ]);
  const changes: Change[] = files.flatMap(({ path, text }, index) => {
    if (isWanted && actual[index] !== text) return [{ what: `${path} written`, commands: [writeCommand(path, text)] }];
    if (!isWanted && actual[index] !== undefined)
      return [{ what: `${path} removed`, commands: [{ script: ["rm", "-f", path] }] }];
    return [];
  });
  if (!found) return changes;
  const { stdout } = found;
  const lines = stdout.split("\n").map((line) => line.trim().split(" "));
  const missing = lines.flatMap(([key, name]) => (key === "module" && name ? [name] : []));
  if (missing.length > 0)
    changes.push({ what: `modules loaded: ${missing.join(", ")}`, commands: [load(host, missing)] });
  for (const [key = "", actual] of lines) {
    const wanted = settings[key];
    // Beyond that is somebody's choice.
    if (wanted === undefined || (key in most ? Number(actual) <= wanted : Number(actual) >= wanted)) continue;
    const script = ["sysctl", "-q", "-w", `${key}=${wanted}`];
    changes.push({ what: `${key} = ${wanted}`, commands: [{ script, what: `set ${key}` }] });
  }
  return changes;
};

/** Loads what it can, and prints the names of the others. */
const LOAD = 'code=0; for name; do if ! modprobe -q "$name"; then echo "$name"; code=1; fi; done; exit $code';

function load(host: Host, names: readonly string[]): Command {
  return {
    script: ["sh", "-c", LOAD, "load", ...names],
    what: "load kernel modules",
    failed: ({ stdout }) => noModules(host, stdout.trim().split("\n")),
  };
}

function noModules(host: Host, names: readonly string[]): SwarmError {
  return new SwarmError({
    code: "HOST_KERNEL_MODULE_MISSING",
    summary: `The kernel has no ${names.join(", ")}`,
    host: host.label,
    cause: "overlay networks and the routing mesh are made of these modules; modprobe finds none",
    fix: "Install the rest of the kernel's modules (Ubuntu: `linux-modules-extra-$(uname -r)`), or reboot after a kernel upgrade. To go on without: `kernel: false` in the preparation.",
  });
}
