import { posix } from "node:path";
import { objectKinds } from "../../../docker/contents";
import type { Findings } from "../document/findings";
import { at, entriesOf, itemsOf, textOf } from "../document/nodes";
import type { Tree } from "../document/tree";

/** Where Docker puts them by default. */
const folders = { secret: "/run/secrets", config: "/" };

/** Two secrets or configs of a service cannot be one file in the container. */
export function checkFileTargets(file: Tree, findings: Findings): void {
  for (const { key, value: service } of entriesOf(at(file, "services"))) {
    const taken = new Map<string, string>();
    for (const kind of objectKinds) {
      itemsOf(at(service, `${kind}s`)).forEach((item, index) => {
        const source = textOf(item.kind === "map" ? at(item, "source") : item) ?? "";
        const target = at(item, "target");
        const path = posix.resolve(folders[kind], textOf(target) || source);
        const name = `${kind}s[${index}]`;
        const other = taken.get(path);
        if (other) {
          const where = (target ?? item).at;
          findings.problem(
            where,
            `services.${key}.${name} is ${path} in the container, as ${other} is: give it another \`target\``,
          );
        }
        taken.set(path, name);
      });
    }
  }
}
