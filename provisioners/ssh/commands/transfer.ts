/** Bytes a second that the slowest usable connection carries. */
const SLOWEST = 100_000;

/** Milliseconds in which so many bytes reach a host and are put in place there. */
export function transferMs(bytes: number): number {
  return 60_000 + Math.ceil((bytes / SLOWEST) * 1_000);
}
