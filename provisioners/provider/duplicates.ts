import type { Problem } from "./resource";

/** A problem for each item of a list (`hosts`) that shares the value of a key (`name`) with an earlier one. */
export function duplicateProblems<K extends string>(
  list: string,
  items: readonly Readonly<Record<K, string>>[],
  key: K,
): Problem[] {
  return items.flatMap(({ [key]: value }, index) => {
    const first = items.findIndex((other) => other[key] === value);
    const reason = `${value} is the ${key} of ${list}[${first}] too: every ${list.replace(/s$/, "")} has its own`;
    return first < index ? [{ property: `${list}[${index}].${key}`, reason }] : [];
  });
}
