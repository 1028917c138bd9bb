const units: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400 };

/** The seconds of a text such as `30s`, `10m`, `2h` or `3d`; `undefined` for any other text. */
export function secondsIn(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d+)([smhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (units[unit] ?? 1);
}
