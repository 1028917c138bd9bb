import { nearestOf } from "../../core/nearest";
import type { Findings } from "./document/findings";
import { at, entriesOf, itemsOf, textOf } from "./document/nodes";
import type { Tree } from "./document/tree";
import { parseMount } from "./short-mount";

/** What services use must be declared, and what is declared must be found by a manager. */
export function checkReferences(file: Tree, findings: Findings): void {
  const declared = (section: string) => entriesOf(at(file, section)).map(({ key }) => key);
  const use = (section: string, name: string, where: Tree | { at: number }, extra: readonly string[] = []) => {
    const known = [...declared(section), ...extra];
    if (known.includes(name)) return;
    const near = nearestOf(name, known);
    const fix = near ? `did you mean \`${near}\`?` : `declare it under the top-level \`${section}\``;
    findings.problem(where.at, `there is no ${section.slice(0, -1)} \`${name}\`: ${fix}`);
  };
  for (const { value: service } of entriesOf(at(file, "services"))) {
    const networks = at(service, "networks");
    for (const item of itemsOf(networks)) use("networks", textOf(item) ?? "", item, ["default"]);
    for (const { key, keyAt } of entriesOf(networks)) use("networks", key, { at: keyAt }, ["default"]);
    for (const section of ["secrets", "configs"]) {
      for (const item of itemsOf(at(service, section))) {
        const source = item.kind === "map" ? at(item, "source") : item;
        use(section, textOf(source) ?? "", source ?? item);
      }
    }
    const config = at(service, "credential_spec", "config");
    if (config) use("configs", textOf(config) ?? "", config);
    for (const item of itemsOf(at(service, "volumes"))) {
      const { source, type, where } = mountOf(item);
      if (type === "volume" && source) use("volumes", source, where);
      if (type === "cluster" && source && !source.startsWith("group:")) use("volumes", source, where);
    }
  }
}

/** Where a mount comes from, in both forms. */
export function mountOf(item: Tree): { type: string; source?: string; where: Tree } {
  if (item.kind === "map") {
    const source = at(item, "source");
    return { type: textOf(at(item, "type")) ?? "volume", source: textOf(source), where: source ?? item };
  }
  const { type, source } = parseMount(textOf(item) ?? "");
  return { type, source, where: item };
}

/** Where a mount goes in the container; `undefined` where that cannot be told. */
export function targetOf(item: Tree): string | undefined {
  return item.kind === "map" ? textOf(at(item, "target")) : parseMount(textOf(item) ?? "").target;
}
