import { at, entriesOf, isGiven, textOf } from "./document/nodes";
import type { Tree } from "./document/tree";

/** A volume that a stack file declares with options for its driver. */
export interface DeclaredVolume {
  /** As Docker names it on each node. */
  name: string;
  driver: string;
  options: Record<string, string>;
}

/** The volumes with `driver_opts` that the stack makes itself. */
export function volumesOf(file: Tree, stack: string): DeclaredVolume[] {
  return entriesOf(at(file, "volumes")).flatMap(({ key, value }) => {
    const options = entriesOf(at(value, "driver_opts")).map(({ key, value }) => [key, textOf(value) ?? ""]);
    if (options.length === 0 || isGiven(at(value, "external"))) return [];
    return [
      {
        name: textOf(at(value, "name")) ?? `${stack}_${key}`,
        driver: textOf(at(value, "driver")) ?? "local",
        options: Object.fromEntries(options) as Record<string, string>,
      },
    ];
  });
}
