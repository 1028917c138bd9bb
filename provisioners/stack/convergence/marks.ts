import { createHash } from "node:crypto";
import { withIgnoredOf } from "../../docker/services/ignored-fields";
import type { Service } from "../../docker/shapes";

/** What each service is declared to be, by name: equal as long as nobody changes it. */
export type Marks = Record<string, string>;

export function marksOf(services: readonly Service[]): Marks {
  return Object.fromEntries(services.map((service) => [service.Spec.Name, markOf(service)]));
}

/** What became of services since they were marked; nothing where all are as they were. */
export function changesSince(marks: Marks, services: readonly Service[]): { name: string; change: Change }[] {
  const now = marksOf(services);
  const names = [...new Set([...Object.keys(marks), ...Object.keys(now)])].sort();
  return names.flatMap((name) => {
    if (marks[name] === now[name]) return [];
    const change: Change = marks[name] === undefined ? "added" : now[name] === undefined ? "removed" : "changed";
    return [{ name, change }];
  });
}

export type Change = "added" | "removed" | "changed";

function markOf({ Spec }: Service): string {
  // A forced update starts the tasks anew and declares nothing else.
  const text = JSON.stringify(withIgnoredOf(Spec), (key, value) => (key === "ForceUpdate" ? undefined : value));
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
