import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { SwarmError } from "../../provisioners/core/errors";

/** One line of a service's log. */
export interface LogLine {
  /** As Docker gives it, to the nanosecond. */
  time: string;
  nodeId: string;
  taskId: string;
  text: string;
}

/** Lines that come within this time are brought into order while a log is followed. */
const WINDOW_MS = 300;

/** `<time> <key>=<value>,… <text>`, as Docker writes a line with its details. */
export function parseLine(line: string): LogLine {
  const [, time = "", details = "", text = line] = /^(\S+) (\S*) ?(.*)$/s.exec(line) ?? [];
  const value = (key: string) => new RegExp(`com\\.docker\\.swarm\\.${key}\\.id=([^,]*)`).exec(details)?.[1] ?? "";
  return { time, nodeId: value("node"), taskId: value("task"), text };
}

/** The lines of some logs in the order of their times: all at once, or as they come while logs are followed. */
export async function* inOrder(logs: readonly Readable[], follow: boolean): AsyncGenerator<LogLine> {
  const waiting: LogLine[] = [];
  const read = async (log: Readable) => {
    for await (const line of createInterface({ input: log, crlfDelay: Number.POSITIVE_INFINITY })) {
      waiting.push(parseLine(line));
    }
  };
  let isReading = true;
  const reading = Promise.all(logs.map(read)).finally(() => {
    isReading = false;
  });
  while (follow && isReading) {
    await Promise.race([reading, sleep(WINDOW_MS)]);
    yield* waiting.splice(0).sort(byTime);
  }
  await reading;
  yield* waiting.sort(byTime);
}

const byTime = (a: LogLine, b: LogLine) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);

const units: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * The time that `--since` means, in seconds since the epoch.
 *
 * @throws SwarmError `BAD_TIME`
 */
export function sinceTime(text: string, now: number): number {
  const [, count, unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count) return Math.floor(now / 1_000) - Number(count) * (units[unit] ?? 1);
  const time = Date.parse(text);
  if (!Number.isNaN(time)) return Math.floor(time / 1_000);
  throw new SwarmError({
    code: "BAD_TIME",
    summary: `${text} is no time`,
    fix: "Give one such as 30s, 10m, 2h or 3d, or 2026-01-31T12:00:00Z",
  });
}
