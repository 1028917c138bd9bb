import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { SwarmError } from "../../../../../../provisioners/core/errors";
import { resources } from "../../../../../../provisioners/plugin/registry";
import { withDefaults } from "../../../../../../provisioners/provider/check";
import { diffOf } from "../../../../../../provisioners/provider/diff";
import type { Resource } from "../../../../../../provisioners/provider/resource";
import { type Properties, unwrap } from "../../../../../../provisioners/provider/wire";
import { fieldOf } from "../../../../../../provisioners/schema/field";
import { aws } from "../../../../../cloud/stand-ins/aws";
import { digitalOcean } from "../../../../../cloud/stand-ins/digitalocean";
import type { Before, Recorded } from "../../../../recorded";

const folder = mkdtempSync(join(tmpdir(), "changes-"));

/** Every resource of the clouds and of our own, by its type: they know what a change replaces, and what they refuse. */
export const handlers: ReadonlyMap<string, Resource> = new Map([
  ...aws({ folder }).resources.map((each) => [`aws:${each.name}`, each] as const),
  ...digitalOcean({ folder }).resources.map((each) => [`digitalocean:${each.name}`, each] as const),
  // What a change asks of machines is no matter of a plan: only what its inputs tell.
  ...resources.map(
    (each) => [`swarm:index:${each.name}`, { ...each, diff: undefined, checkChange: undefined }] as const,
  ),
]);

/** What a run does to one resource. */
export interface Fate {
  of: "create" | "update" | "replace" | "delete";
  type: string;
  name: string;
  /** Inputs that changed. */
  changed: string[];
  /** Why its provider refuses the change. */
  refused?: string;
}

const fates = new WeakMap<Recorded, Fate | undefined>();

/** What a run does to a resource, as its provider and the options of our program decide; `undefined` for nothing. */
export function fateOf(resource: Recorded, before: Before): Fate | undefined {
  if (!fates.has(resource)) fates.set(resource, judged(resource, before));
  return fates.get(resource);
}

function judged({ type, name, inputs, replaceOnChanges }: Recorded, before: Before): Fate | undefined {
  const resource = handlers.get(type);
  if (!resource) return undefined;
  const old = before.get(`${type} ${name}`);
  if (!old) return { of: "create", type, name, changed: [] };
  const [olds, news] = [unwrap(old).value, unwrap(inputs)];
  news.value = withDefaults(news.value, fieldOf(resource.inputs)) as Properties;
  try {
    const { changed = [], changes, replaces = [] } = diffOf(resource, olds, news);
    const forced = replaceOnChanges.filter((path) => !isDeepStrictEqual(at(olds, path), at(news.value, path)));
    if (!changes && forced.length === 0) return undefined;
    return { of: replaces.length + forced.length > 0 ? "replace" : "update", type, name, changed };
  } catch (error) {
    if (!(error instanceof SwarmError)) throw error;
    return { of: "update", type, name, changed: [], refused: String(error.cause) };
  }
}

/** Inputs that are given to the provider of a resource and that its stand-in does not know. */
export function unmodelled({ type, name, inputs }: Recorded): string[] {
  const known = handlers.get(type)?.inputs.shape;
  const given = known ? Object.keys(inputs).filter((key) => inputs[key] !== undefined && !(key in known)) : [];
  return given.map((key) => `${type} ${name}: ${key}`);
}

/** Resources of the run before that the program does not declare any more. */
export function deleted(recorded: readonly Recorded[], before: Before): Fate[] {
  const declared = new Set(recorded.map(({ type, name }) => `${type} ${name}`));
  return [...before.keys()].flatMap((key) => {
    const [type = "", name = ""] = key.split(" ");
    return handlers.has(type) && !declared.has(key) ? [{ of: "delete" as const, type, name, changed: [] }] : [];
  });
}

function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => (inner as Properties | undefined)?.[key], value);
}
