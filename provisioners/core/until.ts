import { setTimeout as sleep } from "node:timers/promises";
import { isRetryable, messageOf, SwarmError } from "./errors";
import { patient } from "./patience";

/** Time as the provisioners see it; tests give their own. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** What somebody who is waited for has: time, a way to cancel, and a line for the live status. */
export interface Caller {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  status(text: string): void;
}

export interface UntilOptions {
  /** What is waited for, as it stands in the error: "a leader among the managers". */
  what: string;
  /** Milliseconds after which the wait fails, without `PULUMI_SWARM_PATIENCE`. */
  deadlineMs: number;
  host?: string;
  fix?: string;
  /** First pause between two tries in milliseconds (default 250); each pause grows by half, up to `maxPauseMs` (default 2,000). */
  pauseMs?: number;
  maxPauseMs?: number;
  signal?: AbortSignal;
  clock?: Clock;
  /** Called before each pause with the try's number and the last error's text. */
  onWait?: (attempt: number, last: string | undefined) => void;
}

/**
 * Calls `probe` until it gives a value other than `undefined`. Retryable errors count as "not yet"; any other
 * error ends the wait at once.
 *
 * @throws SwarmError `DEADLINE` that names what was waited for and the last error seen.
 */
export async function until<T>(probe: () => Promise<T | undefined>, options: UntilOptions): Promise<T> {
  const { what, signal, clock = systemClock, maxPauseMs = 2_000 } = options;
  const deadlineMs = patient(options.deadlineMs);
  const end = clock.now() + deadlineMs;
  let pause = options.pauseMs ?? 250;
  let last: unknown;
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      const value = await probe();
      if (value !== undefined) return value;
      last = undefined;
    } catch (error) {
      if (!isRetryable(error)) throw error;
      last = error;
    }
    if (clock.now() + pause >= end) {
      throw new SwarmError({
        code: "DEADLINE",
        kind: "transient",
        summary: `Gave up waiting for ${what} after ${Math.round(deadlineMs / 1000)} s`,
        host: options.host,
        cause: last,
        fix: options.fix,
      });
    }
    options.onWait?.(attempt, last === undefined ? undefined : messageOf(last));
    // Jitter keeps many waiters from asking in step.
    await clock.sleep(pause * (0.75 + Math.random() / 2), signal);
    pause = Math.min(pause * 1.5, maxPauseMs);
  }
}
