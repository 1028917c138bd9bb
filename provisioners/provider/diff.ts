import { isDeepStrictEqual } from "node:util";
import { SwarmError } from "../core/errors";
import type { Session } from "../core/session";
import { childOf, type Field, fieldOf } from "../schema/field";
import { formatPath, type Path } from "../schema/path";
import { withDefaults } from "./check";
import type { Diff, Resource, UpdateReason } from "./resource";
import { isObject, type Properties, type Unwrapped } from "./wire";

/** Key in the state of a resource whose last create or update failed; the engine does not show it. */
export const UNFINISHED = "__unfinished";

/** Key in the state of a resource that a refresh found changed by somebody else in what no input shows. */
export const DRIFTED = "__drifted";

/** Key in the state of a resource with the names that updates which failed may have set. */
export const ATTEMPTED = "__attempted";

/** What changed between the state and the new inputs, and whether it takes a new resource. */
export function diffOf(resource: Resource, olds: Properties, news: Unwrapped, session?: Session): Diff {
  const field = fieldOf(resource.inputs);
  // A field that came with a newer version of the schema has its default in older states too.
  const state = withDefaults(olds, field) as Properties;
  const usual = defaultDiff(resource, field, state, news);
  const diff =
    resource.diff && news.unknowns.length === 0
      ? resource.diff(state as never, resource.inputs.parse(news.value), usual, session)
      : usual;
  const replaces = [...(diff.replaces ?? [])];
  if (replaces.length === 0) refuse(resource, state, news);
  if (isUnfinished(olds) && !resource.update && replaces.length === 0) replaces.push("id");
  return {
    changed: usual.changed,
    changes: diff.changes || isUnfinished(olds) || replaces.length > 0,
    replaces,
    // Two of a kind cannot share a host, an address or a name.
    deleteBeforeReplace:
      replaces.length > 0 && resource.delete !== undefined && !resource.createFirst?.(state as never, news.value),
  };
}

/** The same for the update itself. */
export function changeOf(resource: Resource, olds: Properties, news: Unwrapped): UpdateReason {
  const field = fieldOf(resource.inputs);
  const { changed } = defaultDiff(resource, field, withDefaults(olds, field) as Properties, news);
  return { inputs: changed, unfinished: isUnfinished(olds), attempted: attemptedIn(olds) };
}

/** The names that updates which failed may have set. */
export function attemptedIn(olds: Properties): string[] {
  const names = olds[ATTEMPTED];
  return Array.isArray(names) ? names.map(String) : [];
}

/** The engine forgets that a create failed when a refresh comes between; the state does not. */
function isUnfinished(olds: Properties): boolean {
  return olds[UNFINISHED] !== undefined || olds[DRIFTED] !== undefined;
}

/** @throws SwarmError `CHANGE_REFUSED` for a change that the resource as it is does not allow. */
function refuse(resource: Resource, state: Properties, news: Unwrapped): void {
  const isKnown = news.unknowns.length === 0;
  const problems = [
    ...((isKnown && resource.checkChange?.(state as never, resource.inputs.parse(news.value))) || []),
    ...(resource.checkPlan?.(state as never, news.value) ?? []),
  ];
  if (problems.length === 0) return;
  throw new SwarmError({
    code: "CHANGE_REFUSED",
    summary: "This change is refused; nothing was touched",
    cause: problems.map(({ property, reason }) => `${property}: ${reason}`).join("\n  "),
  });
}

function defaultDiff(resource: Resource, field: Field, state: Properties, news: Unwrapped) {
  const changed = Object.keys(resource.inputs.shape).flatMap((key) =>
    changes(childOf(field, key), state[key], news.value[key], [key], false),
  );
  // A value that is not known yet counts as another one: what stays in an update is marked as stable, so it comes from
  // something that is made anew. The engine then also deletes in the right order.
  const replaces = changed.filter(({ replaces }) => replaces || !resource.update).map(({ path }) => formatPath(path));
  const keys = [...new Set(changed.map(({ path }) => String(path[0])))];
  return { changed: keys, changes: changed.length > 0, replaces };
}

/** The innermost named fields that differ. The order of an object's keys does not count. */
function changes(
  field: Field | undefined,
  old: unknown,
  value: unknown,
  path: Path,
  inReplaced: boolean,
): { path: Path; replaces: boolean }[] {
  if (field?.passive || isDeepStrictEqual(old, value)) return [];
  const replaces = inReplaced || field?.replaceOnChanges === true;
  if (!field?.properties || !isObject(old) || !isObject(value)) return [{ path, replaces }];
  const keys = new Set([...Object.keys(old), ...Object.keys(value)]);
  return [...keys].flatMap((key) => changes(childOf(field, key), old[key], value[key], [...path, key], replaces));
}
