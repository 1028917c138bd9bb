import { parseConfig } from "../../infra/config";
import type { Config } from "../../infra/config/config";
import { ConfigError } from "../../infra/settings/problems/problems";
import { environment } from "./environment";

/** A configuration as the engine hands it over: text as it is, the rest as JSON, by full key. */
function raw(values: Record<string, unknown>): Record<string, string> {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`swarm:${key}`, text(value)]));
}

/** The configuration from plain values. */
export function configured(values: Record<string, unknown>, near = environment(), parse = parseConfig): Config {
  return parse(raw(values), near);
}

/** Its problems as `path text`; none for a sound one. */
export function problems(values: Record<string, unknown>, near = environment(), parse = parseConfig): string[] {
  try {
    configured(values, near, parse);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, text }) => `${path} ${text}`);
    throw error;
  }
  return [];
}
