/** The engine that is installed when there is none: the one everything is tested with. */
export const engineVersion = "3.259.0";

/**
 * The oldest CLI on PATH that is taken instead: plugins by path, `deletedWith` and package schemas all work there,
 * and it speaks the same engine protocol as the SDK in package.json. Older ones are ignored, not changed.
 */
export const minimumVersion = "3.200.0";

/** The numbers of `v3.259.0`, `3.200.0-alpha.1+dirty` or `go1.26.8`; undefined when there are none. */
export function parseVersion(text: string): [number, number, number] | undefined {
  const match = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  if (!match) return undefined;
  return [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
}

/** Whether `version` is `minimum` or newer; text without a version is not. */
export function isAtLeast(version: string, minimum: string): boolean {
  const have = parseVersion(version);
  const want = parseVersion(minimum);
  if (!have || !want) return false;
  for (const index of [0, 1, 2] as const) {
    if (have[index] !== want[index]) return have[index] > want[index];
  }
  return true;
}
