/** A host's clock against this computer's. */
export interface ClockOffset {
  /** Milliseconds that the host's clock is ahead; negative where it is behind. */
  ms: number;
  /** Half the time that the messages were on their way: the offset may be more or less by this. */
  uncertainty: number;
}

/**
 * Pure: the offset from one round trip.
 * @param trip this computer's times of sending and receiving, in milliseconds
 * @param script the host's times at the script's begin and end, as `date +%s.%N` prints them
 */
export function offsetOf(
  { sent, received }: { sent: number; received: number },
  { began, ended }: { began: string; ended: string },
): ClockOffset | undefined {
  const [first, last] = [Number.parseFloat(began) * 1000, Number.parseFloat(ended) * 1000];
  if (Number.isNaN(first) || Number.isNaN(last)) return undefined;
  // The script began after it was sent and ended before its output came.
  const [most, least] = [first - sent, last - received];
  return { ms: Math.round((most + least) / 2), uncertainty: Math.max(0, Math.round((most - least) / 2)) };
}
