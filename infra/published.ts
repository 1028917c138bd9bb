import { type PublishedPort, placed, readStackFile } from "../provisioners/stack/file";

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
