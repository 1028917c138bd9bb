import { availableParallelism, loadavg } from "node:os";
import { type Clock, systemClock, type UntilOptions, until as untilOnTime } from "../../../../provisioners/core/until";

/*
 * Deadlines of the tests are those of a quiet machine like the one they were measured on. Another machine is slower, or
 * has other work beside the tests: there they stretch.
 */

/** Milliseconds of CPU time that `probe` takes on the machine of reference. */
const REFERENCE_MS = 50;
const LONGEST_STRETCH = 10;

/** How many times slower than the machine of reference this one's cores are; 1 for faster ones. */
const slowness = Math.max(1, probe() / REFERENCE_MS);

function probe(): number {
  const before = process.cpuUsage();
  let value = 0;
  for (let round = 0; round < 5_000_000; round++) value = (value * 31 + round) | 0;
  const { user, system } = process.cpuUsage(before);
  // The value is used, or the loop would be left out.
  return (user + system + (value & 1)) / 1000;
}

/** How many times longer than on a quiet machine things take here and now. */
export function stretch(load = loadavg()[0] as number, cores = availableParallelism(), slow = slowness): number {
  return Math.min(LONGEST_STRETCH, slow * Math.max(1, load / cores));
}

/** A deadline, or another length of time, that fits this machine. */
export const paced = (ms: number): number => Math.round(ms * stretch());

/** A time-out for a configuration, in seconds. */
export const pacedSeconds = (seconds: number): number => Math.round(paced(seconds * 1000) / 1000);

/** A clock that goes as fast as the machine gets on: where other work begins during a wait, the wait is longer. */
export function pacedClock(clock: Clock = systemClock, stretchNow: () => number = stretch): Clock {
  let at = clock.now();
  let passed = 0;
  return {
    now: () => {
      const now = clock.now();
      passed += (now - at) / stretchNow();
      at = now;
      return passed;
    },
    sleep: clock.sleep,
  };
}

/** Waits as `until` of the provisioners does, with a deadline that fits the machine. */
export function until<T>(probe: () => Promise<T | undefined>, options: UntilOptions): Promise<T> {
  return untilOnTime(probe, { clock: pacedClock(), ...options });
}
