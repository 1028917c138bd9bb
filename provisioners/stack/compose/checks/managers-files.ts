import { objectKinds } from "../../../docker/contents";
import type { Findings } from "../document/findings";
import { at, entriesOf, textOf } from "../document/nodes";
import type { Tree } from "../document/tree";

const HOW =
  "Docker reads it on the manager that deploys, whichever that is: keep it the same on all, or name a file beside the stack file";

/** Whole paths are files of the managers. */
export function warnOfManagersFiles(file: Tree, findings: Findings): void {
  for (const { key, value: service } of entriesOf(at(file, "services"))) {
    const given = at(service, "env_file");
    for (const item of given?.kind === "list" ? given.items : [given]) {
      const path = textOf(item);
      if (item && path?.startsWith("/")) findings.warning(item.at, `services.${key}.env_file is ${path}. ${HOW}`);
    }
  }
  for (const kind of objectKinds) {
    for (const { key, value } of entriesOf(at(file, `${kind}s`))) {
      const item = at(value, "file");
      const path = textOf(item);
      if (item && path?.startsWith("/")) findings.warning(item.at, `${kind}s.${key}.file is ${path}. ${HOW}`);
    }
  }
}
