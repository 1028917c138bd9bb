/** Names in the order that readers expect, `worker-2` before `worker-10`. */
export const byText = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

/** Items by what they have in common. */
export function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
