import { declaredIn } from "./checks/declared";
import { at, entriesOf, printedOf, textOf } from "./document/nodes";
import type { Tree } from "./document/tree";

/** A volume that a stack makes on the nodes that need it. */
export interface DeclaredVolume {
  /** As Docker names it on each node; templates stand for what a task fills in. */
  name: string;
  driver: string;
  options: Record<string, string>;
}

/** The volumes that the stack makes itself. */
export function volumesOf(file: Tree, stack: string): DeclaredVolume[] {
  return declaredIn(file, "volumes", stack)
    .filter(({ external }) => !external)
    .map(({ name, value }) => {
      const options = entriesOf(at(value, "driver_opts")).map(({ key, value }) => [key, printedOf(value) ?? ""]);
      return { name, driver: textOf(at(value, "driver")) ?? "local", options: Object.fromEntries(options) };
    });
}

/** Matches what Docker makes of a text of a volume: templates in it, which a task fills in, stand for anything. */
export function patternOf(text: string): RegExp {
  const parts = text.split(/\{\{.*?\}\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`);
}
