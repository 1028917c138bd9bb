import type { Findings } from "./document/findings";
import { at, entriesOf, itemsOf, textOf } from "./document/nodes";
import type { ListTree, MapTree, ScalarTree, Tree } from "./document/tree";
import { portsByNumber } from "./ports-of";
import { targetOf } from "./references";

/*
 * The rules of `docker stack deploy --compose-file a --compose-file b`, as far as the rest of the code looks at what
 * comes out: Docker merges the files itself when it deploys them.
 */

/** Lists of a service whose elements replace those of the same key. */
const keyed: Record<string, KeysOf> = {
  ports: portsByNumber,
  volumes: (item) => [[targetOf(item) ?? "", item]],
  secrets: (item) => [[sourceOf(item), item]],
  configs: (item) => [[sourceOf(item), item]],
};
type KeysOf = (item: Tree) => [key: string, item: Tree][];
/** Replaced as a whole. */
const whole = new Set(["command", "entrypoint"]);
/** May be written as a list or as a mapping. */
const mappings = new Set(["environment", "labels", "networks", "sysctls", "extra_hosts"]);
/** Numbers whose zero counts. */
const zeros = new Set(["replicas", "parallelism", "max_attempts"]);

/** One tree of all files, the later ones over the earlier. Docker's surprises are warned about. */
export function mergeFiles(files: readonly MapTree[], findings: Findings): MapTree {
  const [first, ...others] = files as [MapTree, ...MapTree[]];
  const entries = new Map(first.entries);
  for (const over of others) {
    for (const [section, entry] of over.entries) {
      const before = entries.get(section)?.value;
      if (before?.kind !== "map" || entry.value.kind !== "map") entries.set(section, entry);
      else if (section === "services")
        entries.set(section, { ...entry, value: services(before, entry.value, findings) });
      else entries.set(section, { ...entry, value: objects(before, entry.value, section, findings) });
    }
  }
  return { ...first, entries };
}

/** A network, volume, secret or config is what the last file says of it. */
function objects(base: MapTree, over: MapTree, section: string, findings: Findings): MapTree {
  for (const [name, { keyAt, value }] of over.entries) {
    const lost = entriesOf(at(base, name)).filter(({ key }) => !at(value, key));
    if (lost.length === 0) continue;
    const keys = lost.map(({ key }) => `\`${key}\``).join(", ");
    findings.warning(
      keyAt,
      `${section}.${name}: Docker takes this in the place of the earlier file's, without its ${keys}`,
    );
  }
  return joined(base, over);
}

function services(base: MapTree, over: MapTree, findings: Findings): MapTree {
  const entries = new Map(base.entries);
  for (const [name, entry] of over.entries) {
    const before = entries.get(name);
    if (before?.value.kind !== "map" || entry.value.kind !== "map") entries.set(name, entry);
    else entries.set(name, { ...before, value: service(before.value, entry.value, `services.${name}`, findings) });
  }
  return { ...base, entries };
}

function service(base: MapTree, over: MapTree, path: string, findings: Findings): MapTree {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const before = entries.get(key);
    if (!before || whole.has(key)) entries.set(key, entry);
    else entries.set(key, { ...before, value: value(before.value, entry.value, `${path}.${key}`, findings) });
  }
  for (const [key, keysOf] of Object.entries(keyed)) {
    const before = base.entries.get(key);
    if (before?.value.kind !== "list") continue;
    const list = byKey(before.value, at(over, key), keysOf, `${path}.${key}`, findings);
    entries.set(key, { ...before, value: list });
  }
  return { ...base, entries };
}

function value(base: Tree, over: Tree, path: string, findings: Findings): Tree {
  const key = path.slice(path.lastIndexOf(".") + 1);
  if (mappings.has(key)) return joined(mapOf(base), mapOf(over));
  if (base.kind === "list" && over.kind === "list") {
    if (path.endsWith(".healthcheck.test")) {
      findings.warning(over.at, `${path}: Docker appends it to that of the earlier file: write it in one of them`);
    }
    return { ...base, items: [...base.items, ...over.items] };
  }
  if (base.kind === "map" && over.kind === "map") {
    const entries = new Map(base.entries);
    for (const [name, entry] of over.entries) {
      const before = entries.get(name);
      entries.set(
        name,
        before ? { ...before, value: value(before.value, entry.value, `${path}.${name}`, findings) } : entry,
      );
    }
    return { ...base, entries };
  }
  if (over.kind !== "scalar" || !isEmpty(over) || zeros.has(key)) return over;
  if (base.kind !== "scalar" || !isEmpty(base)) {
    findings.warning(
      over.at,
      `${path}: Docker keeps the value of the earlier file, because this one is empty, zero or false`,
    );
  }
  return base;
}

/** Docker keeps one element of each key, also of those in one file. */
function byKey(base: ListTree, over: Tree | undefined, keysOf: KeysOf, path: string, findings: Findings): ListTree {
  const kept = new Map<string, Tree>();
  for (const items of [base.items, itemsOf(over)]) {
    const own = new Set<string>();
    for (const [key, item] of items.flatMap(keysOf)) {
      if (own.has(key)) {
        findings.warning(
          item.at,
          `${path}: where files are merged, Docker keeps one element for \`${key}\`: this one takes the place of another`,
        );
      }
      own.add(key);
      kept.set(key, item);
    }
  }
  return { ...base, items: [...kept.values()] };
}

function joined(base: MapTree, over: MapTree): MapTree {
  return { ...base, entries: new Map([...base.entries, ...over.entries]) };
}

/** A list of `KEY=value` as a mapping. */
function mapOf(tree: Tree): MapTree {
  if (tree.kind === "map") return tree;
  const pairs = itemsOf(tree).map((item) => {
    const [, key = "", value] = /^([^=]*)(?:=([\s\S]*))?$/.exec(textOf(item) ?? "") ?? [];
    const held: ScalarTree = { kind: "scalar", at: item.at, end: item.at, value: value ?? null };
    return [key, { keyAt: item.at, value: held }] as const;
  });
  return { kind: "map", at: tree.at, entries: new Map(pairs) };
}

const sourceOf = (item: Tree) => textOf(item.kind === "map" ? at(item, "source") : item) ?? "";
const isEmpty = ({ value }: ScalarTree) => value === null || value === false || value === 0 || value === "";
