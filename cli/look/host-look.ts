import { X509Certificate } from "node:crypto";
import type { Host } from "../../provisioners/docker/host";
import { mark, sectionsOf } from "../../provisioners/host/facts/sections";

/** Amounts in bytes. */
export interface Usage {
  used: number;
  total: number;
}

/** What a node's machine shows beside what the swarm knows of it. */
export interface HostLook {
  memory?: Usage;
  /** The file system that Docker keeps its data on. */
  disk?: Usage;
  /** The time in which the node's certificate in the swarm holds. */
  certificateBegins?: Date;
  certificateEnds?: Date;
}

const SCRIPT_MS = 20_000;

/** Sets `$data` to the folder that Docker keeps its data in. */
export const dataFolder = `
data=/var/lib/docker
if [ -r /etc/docker/daemon.json ]; then
  own=$(sed -n 's/.*"data-root" *: *"\\([^"]*\\)".*/\\1/p' /etc/docker/daemon.json)
  data=\${own:-$data}
fi
`;

/** One round trip. The certificate is public; its key is in another file. */
const script = `${dataFolder}
fact() { printf '\\n${mark}%s\\n' "$1"; }
fact memory; cat /proc/meminfo
fact disk; if [ -d "$data" ]; then df -Pk "$data"; fi
certificate=$data/swarm/certificates/swarm-node.crt
fact certificate; if [ -r "$certificate" ]; then cat "$certificate"; fi
`;

/** @throws SwarmError of the command */
export async function lookAtHost(host: Pick<Host, "run">): Promise<HostLook> {
  const { stdout } = await host.run(script, { sudo: true, idempotent: true, deadlineMs: SCRIPT_MS });
  return parseHostLook(stdout);
}

/** The script's output; what a machine does not show is left out. */
export function parseHostLook(output: string): HostLook {
  const sections = sectionsOf(output);
  const pem = sections.get("certificate")?.trim();
  const certificate = pem ? new X509Certificate(pem) : undefined;
  return {
    memory: memoryIn(sections.get("memory") ?? ""),
    disk: diskIn(sections.get("disk") ?? ""),
    certificateBegins: certificate && new Date(certificate.validFrom),
    certificateEnds: certificate && new Date(certificate.validTo),
  };
}

/** The kernel counts in KiB. */
const KIB = 1_024;

function memoryIn(text: string): Usage | undefined {
  const amount = (key: string) => Number(text.match(new RegExp(`^${key}:\\s+(\\d+) kB`, "m"))?.[1]) * KIB;
  const [total, available] = [amount("MemTotal"), amount("MemAvailable")];
  return Number.isNaN(total + available) ? undefined : { total, used: total - available };
}

/** `df -Pk`: a heading, then device, size, used, available, share and where it is mounted. */
function diskIn(text: string): Usage | undefined {
  const [, used, available] =
    text
      .trim()
      .split("\n")
      .at(-1)
      ?.match(/\s\d+\s+(\d+)\s+(\d+)\s+\d+%/) ?? [];
  if (!used || !available) return undefined;
  // What is kept for root is not counted, as df does.
  return { used: Number(used) * KIB, total: (Number(used) + Number(available)) * KIB };
}
