import type { PublishedPort } from "../provisioners/stack/compose/ports";
import { placed, readStackFile } from "../provisioners/stack/file/file";

export type { PublishedPort };

/**
 * Published ports of a stack file (short and long syntax, ranges, variables), in the file's order. Ports that Docker
 * chooses itself (`"80"` without a published one) are left out: they are not known before.
 * @throws Error that lists everything that Docker would refuse in the file
 */
export function publishedPorts(file: string, variables: Readonly<Record<string, string>> = {}): PublishedPort[] {
  const { ports, problems } = readStackFile(file, { variables, fileName: "stack file" });
  if (problems.length > 0) throw new Error(problems.map((problem) => placed(problem)).join("\n"));
  return ports;
}

/** A port that a firewall lets through. */
export interface OpenPort {
  port: number;
  protocol: "tcp" | "udp";
}

/** What stacks publish, each port once, in order. */
export function openPorts(stacks: readonly { ports: readonly PublishedPort[] }[]): OpenPort[] {
  const all = stacks.flatMap(({ ports }) => ports);
  const open = all.flatMap(({ port, protocol }) => (protocol === "sctp" ? [] : [{ port, protocol }]));
  const first = new Map(open.map((each) => [`${each.port}/${each.protocol}`, each]));
  return [...first.values()].sort((a, b) => a.port - b.port || a.protocol.localeCompare(b.protocol));
}
