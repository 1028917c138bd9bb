import { stringify } from "yaml";
import type { StackText } from "../compose/document/sources";
import { versionIn } from "../compose/objects";
import type { Copy } from "../file/copies";
import { mountSource } from "./on-node";

/**
 * A last stack file that has services mount the copies on the nodes, read-only: Docker merges mounts by their path in the
 * container.
 * @param file Text of the first stack file
 * @returns `undefined` where nothing is copied
 */
export function copiesOverride(stack: string, file: string, copies: readonly Copy[]): StackText | undefined {
  if (copies.length === 0) return undefined;
  // Docker fills in variables here too.
  const mountOf = (copy: Copy) => `${mountSource(stack, copy)}:${copy.target.replaceAll("$", "$$$$")}:ro`;
  const names = [...new Set(copies.map(({ service }) => service))];
  const mounted = names.map((name) => {
    const volumes = copies.filter(({ service }) => service === name).map(mountOf);
    return [name, { volumes }] as const;
  });
  // Docker merges only files of one version.
  const version = versionIn(file);
  return {
    name: "copies.yaml",
    text: stringify({ ...(version !== undefined && { version }), services: Object.fromEntries(mounted) }),
  };
}
