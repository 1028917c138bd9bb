import type { z } from "zod";
import { type Mistake, mistakesOf, namespace } from "./problems/problems";
import { configSchema, type Settings } from "./schema/schema";

/** Raw values against the schema. */
export interface Read {
  /**
   * The settings; where there are mistakes, what is sound of them, so that one run can report everything. List items
   * that are not sound are holes, which keeps the index of the others; `forEach` and `flatMap` skip holes.
   */
  settings: Settings;
  /** Top-level keys of which something was dropped: what counts over all of them cannot be told. */
  incomplete: ReadonlySet<string>;
  mistakes: Mistake[];
}

type Values = Record<string, unknown>;

/** Reads the raw configuration: text and JSON under full keys (`swarm:stacks`); other namespaces are left alone. */
export function readValues(raw: Readonly<Record<string, string>>): Read {
  const { values, mistakes } = parseValues(raw);
  const incomplete = new Set(mistakes.map((mistake) => mistake.path));
  const result = configSchema.safeParse(values);
  if (result.success) return { settings: result.data, incomplete, mistakes };
  mistakes.push(...mistakesOf(result.error.issues, configSchema, values));
  return { settings: salvage(values, result.error.issues, incomplete), incomplete, mistakes };
}

function parseValues(raw: Readonly<Record<string, string>>): { values: Values; mistakes: Mistake[] } {
  const values: Values = {};
  const mistakes: Mistake[] = [];
  for (const [fullKey, text] of Object.entries(raw)) {
    if (!fullKey.startsWith(`${namespace}:`)) continue;
    const key = fullKey.slice(namespace.length + 1);
    try {
      values[key] = JSON.parse(text);
    } catch {
      // Plain text such as `lab`. The parser's reason is left out: it quotes the value, which may hold a secret.
      if (/^\s*[[{]/.test(text)) mistakes.push({ path: key, text: "is not valid JSON: check its quotes and commas" });
      else values[key] = text;
    }
  }
  return { values, mistakes };
}

/** The settings without what the issues are about. */
function salvage(values: Values, issues: readonly z.core.$ZodIssue[], incomplete: Set<string>): Settings {
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
  const settings = configSchema.parse(sound) as Values;
  for (const [key, left] of kept) if (left.length > 0) settings[key] = withHoles(settings[key] as unknown[], left);
  return settings as Settings;
}

function withHoles(items: readonly unknown[], indexes: readonly number[]): unknown[] {
  const list: unknown[] = [];
  indexes.forEach((index, at) => {
    list[index] = items[at];
  });
  return list;
}
