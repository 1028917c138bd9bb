import type { Readable } from "node:stream";
import { secondsIn } from "../../provisioners/core/duration";
import { SwarmError } from "../../provisioners/core/errors";
import { inOrder } from "../in-order";
import { linesOf } from "../lines";

/** One line of a service's log. */
export interface LogLine {
  /** As Docker gives it, to the nanosecond. */
  time: string;
  nodeId: string;
  taskId: string;
  text: string;
}

/** `<time> <key>=<value>,… <text>`, as Docker writes a line with its details. */
export function parseLine(line: string): LogLine {
  const [, time = "", details = "", text = line] = /^(\S+) (\S*) ?(.*)$/s.exec(line) ?? [];
  const value = (key: string) => new RegExp(`com\\.docker\\.swarm\\.${key}\\.id=([^,]*)`).exec(details)?.[1] ?? "";
  return { time, nodeId: value("node"), taskId: value("task"), text };
}

/** The lines of some logs in the order of their times: all at once, or as they come while logs are followed. */
export const linesInOrder = (logs: readonly Readable[], follow: boolean): AsyncGenerator<LogLine> =>
  inOrder(logs.map(linesIn), (a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0), follow);

async function* linesIn(log: Readable): AsyncGenerator<LogLine> {
  for await (const line of linesOf(log)) yield parseLine(line);
}

/**
 * The time that `--since` means, in seconds since the epoch.
 *
 * @throws SwarmError `BAD_TIME`
 */
export function sinceTime(text: string, now: number): number {
  const ago = secondsIn(text);
  if (ago !== undefined) return Math.floor(now / 1_000) - ago;
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return Math.floor(time / 1_000);
  throw new SwarmError({
    code: "BAD_TIME",
    summary: `${text} is no time`,
    fix: "Give one such as 30s, 10m, 2h or 3d, or 2026-01-31T12:00:00Z",
  });
}
