import { at, entriesOf, isTrue, itemsOf, textOf } from "../document/nodes";
import type { Tree } from "../document/tree";
import { mountOf } from "../references";

/** A network, volume, secret or config under a top-level key. */
export interface Declared {
  key: string;
  keyAt: number;
  value: Tree;
  /** Somebody else makes it. */
  external: boolean;
  /** As it is called in the swarm. */
  name: string;
  /** Where `name` stands, else its key. */
  nameAt: number;
}

/** Those of a section, by key. */
export function declaredIn(file: Tree, section: string, stack: string): Declared[] {
  return entriesOf(at(file, section)).map(({ key, keyAt, value }) => {
    const given = at(value, "external");
    const external = isTrue(given) || given?.kind === "map";
    const own = at(given, "name") ?? at(value, "name");
    const name = textOf(own) || (external ? key : `${stack}_${key}`);
    return { key, keyAt, value, external, name, nameAt: textOf(own) ? (own?.at ?? keyAt) : keyAt };
  });
}

/** Keys of the networks that services are in: Docker makes no others. */
export function usedNetworks(file: Tree): Set<string> {
  return new Set(entriesOf(at(file, "services")).flatMap(({ value }) => networksOf(value)));
}

/** A service without networks is in the stack's own, `default`. */
export function networksOf(service: Tree): string[] {
  const networks = at(service, "networks");
  const keys = [
    ...itemsOf(networks).flatMap((item) => textOf(item) ?? []),
    ...entriesOf(networks).map(({ key }) => key),
  ];
  return keys.length > 0 ? keys : ["default"];
}

/** Keys of what services name in `volumes`, `secrets` or `configs`. */
export function usedIn(file: Tree, section: "volumes" | "secrets" | "configs"): Set<string> {
  const keys = entriesOf(at(file, "services")).flatMap(({ value }) =>
    itemsOf(at(value, section)).flatMap((item) => {
      if (section === "volumes") return mountOf(item).source ?? [];
      return textOf(item.kind === "map" ? at(item, "source") : item) ?? [];
    }),
  );
  return new Set(keys);
}
