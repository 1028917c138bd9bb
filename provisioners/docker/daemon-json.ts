import { isDeepStrictEqual } from "node:util";
import { SwarmError } from "../core/errors";

type Keys = Record<string, unknown>;

export const daemonJsonPath = "/etc/docker/daemon.json";

/**
 * The new text of daemon.json: `wanted` set over what is there, keys that were ours and no longer are removed, others
 * kept. `undefined` when nothing differs, so that the file is not rewritten and Docker not restarted.
 *
 * @throws SwarmError `DAEMON_JSON_INVALID` with line and column.
 */
export function mergeDaemonJson(
  text: string | undefined,
  previous: Keys,
  wanted: Keys,
  host?: string,
): string | undefined {
  const actual = parseDaemonJson(text, host);
  const kept = Object.entries(actual).filter(([key]) => !(key in previous) || key in wanted);
  const merged = { ...Object.fromEntries(kept), ...wanted };
  return isDeepStrictEqual(actual, merged) ? undefined : `${JSON.stringify(merged, null, 2)}\n`;
}

/** The keys in daemon.json; an empty or missing file has none. */
export function parseDaemonJson(text: string | undefined, host?: string): Keys {
  if (!text?.trim()) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(`${place(text, error as Error)}${(error as Error).message}`, host);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Keys;
  throw invalid("it is not an object", host);
}

function place(text: string, error: Error): string {
  // Node's message has the offset only where it quotes no excerpt; an unexpected end has none.
  const offset = Number(
    error.message.match(/position (\d+)/)?.[1] ?? (/end of JSON/.test(error.message) ? text.length : Number.NaN),
  );
  if (Number.isNaN(offset)) return "";
  const lines = text.slice(0, offset).split("\n");
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}: `;
}

function invalid(cause: string, host?: string): SwarmError {
  return new SwarmError({
    code: "DAEMON_JSON_INVALID",
    summary: `${daemonJsonPath} is not valid JSON`,
    host,
    cause,
    fix: "Correct the file on the host, or remove it, then run again.",
  });
}
