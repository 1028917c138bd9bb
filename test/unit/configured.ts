import { type Config, parseConfig } from "../../infra/config";
import { ConfigError } from "../../infra/config/problems/problems";
import { surroundings } from "./environment";

/** A configuration as the engine hands it over: text as it is, the rest as JSON, by full key. */
function raw(values: Record<string, unknown>): Record<string, string> {
  const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [`swarm:${key}`, text(value)]));
}

/** The configuration from plain values. */
export function configured(values: Record<string, unknown>, near = surroundings()): Config {
  return parseConfig(raw(values), near);
}

/** Its mistakes as `path text`; none for a sound one. */
export function mistakes(values: Record<string, unknown>, near = surroundings()): string[] {
  try {
    configured(values, near);
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes.map(({ path, text }) => `${path} ${text}`);
    throw error;
  }
  return [];
}
