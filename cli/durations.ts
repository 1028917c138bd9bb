import { secondsIn } from "../provisioners/core/duration";
import { SwarmError } from "../provisioners/core/errors";

/**
 * Seconds of an option's value.
 *
 * @throws SwarmError `BAD_TIME`
 */
export function secondsOption(option: string, text: string): number {
  const seconds = secondsIn(text);
  if (seconds !== undefined) return seconds;
  throw new SwarmError({
    code: "BAD_TIME",
    summary: `${option} ${text} is no duration`,
    fix: "Give one such as 30m, 12h or 3d",
  });
}
