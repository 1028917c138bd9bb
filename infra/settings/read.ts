import type { z } from "zod";
import type { Diagnostics } from "./problems/diagnostics";
import { problemsOf } from "./problems/issues";
import { namespace } from "./problems/problems";
import type { ConfigSchema } from "./schema/schema";
import type { Settings } from "./types";

/** Raw values against the schema. */
export interface ReadSettings {
  /**
   * The settings; where there are problems, what is sound of them, so that one run can report everything. List items
   * that are not sound are holes, which keeps the index of the others; `forEach` and `flatMap` skip holes.
   */
  settings: Settings;
  /** Top-level keys of which something was dropped: what is wrong with all of them together cannot be told. */
  incomplete: ReadonlySet<string>;
}

type Values = Record<string, unknown>;

/** Reads the raw configuration: text and JSON under full keys (`swarm:stacks`); other namespaces are left alone. */
export function readSettings(
  raw: Readonly<Record<string, string>>,
  schema: ConfigSchema,
  diagnostics: Diagnostics,
): ReadSettings {
  const { values, broken } = parseValues(raw);
  for (const key of broken) diagnostics.problem(key, "is not valid JSON: check its quotes and commas");
  const incomplete = new Set(broken);
  const result = schema.safeParse(values);
  if (result.success) return { settings: result.data as Settings, incomplete };
  const { issues } = result.error;
  for (const { path, text } of problemsOf(issues, schema, values)) diagnostics.problem(path, text);
  return { settings: salvage(schema, values, issues, incomplete), incomplete };
}

/** The values by key, and the keys that hold no JSON. */
function parseValues(raw: Readonly<Record<string, string>>): { values: Values; broken: string[] } {
  const values: Values = {};
  const broken: string[] = [];
  for (const [fullKey, text] of Object.entries(raw)) {
    if (!fullKey.startsWith(`${namespace}:`)) continue;
    const key = fullKey.slice(namespace.length + 1);
    try {
      values[key] = JSON.parse(text);
    } catch {
      // Plain text such as `lab`. The parser's reason is left out: it quotes the value, which may hold a secret.
      if (/^\s*[[{]/.test(text)) broken.push(key);
      else values[key] = text;
    }
  }
  return { values, broken };
}

/** The settings without what the issues are about. */
function salvage(
  schema: ConfigSchema,
  values: Values,
  issues: readonly z.core.$ZodIssue[],
  incomplete: Set<string>,
): Settings {
  const sound = structuredClone(values);
  const dropped = new Map<string, Set<number>>();
  for (const issue of issues) {
    const [key, index] = issue.path;
    if (issue.code === "unrecognized_keys") {
      const at = issue.path.reduce<unknown>((value, step) => (value as Values | undefined)?.[String(step)], sound);
      for (const unknown of issue.keys) if (at) delete (at as Values)[unknown];
      continue;
    }
    incomplete.add(String(key));
    if (typeof index === "number") dropped.set(String(key), (dropped.get(String(key)) ?? new Set()).add(index));
    else delete sound[String(key)];
  }
  const kept = new Map<string, number[]>();
  for (const [key, indexes] of dropped) {
    if (!Array.isArray(sound[key])) continue;
    const list = sound[key] as unknown[];
    const left = list.map((_, index) => index).filter((index) => !indexes.has(index));
    kept.set(key, left);
    if (left.length > 0) sound[key] = left.map((index) => list[index]);
    else delete sound[key];
  }
  const settings = schema.parse(sound) as Settings;
  const holed = [...kept].flatMap(([key, left]) =>
    left.length > 0 ? [[key, withHoles(Reflect.get(settings, key) as unknown[], left)]] : [],
  );
  return { ...settings, ...Object.fromEntries(holed) };
}

function withHoles(items: readonly unknown[], indexes: readonly number[]): unknown[] {
  const list: unknown[] = [];
  indexes.forEach((index, at) => {
    list[index] = items[at];
  });
  return list;
}
