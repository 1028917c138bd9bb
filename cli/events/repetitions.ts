import type { ClusterEvent } from "./event";

/** Repetitions come within seconds of each other. */
const KEPT = 2_000;

/** Knows what was seen before: every manager reports what happens in the swarm, and a node that is asked again repeats itself. */
export class Repetitions {
  readonly #seen = new Set<string>();

  /** True for an event that was seen before; remembers it. */
  has({ node, scope, type, action, id, at }: ClusterEvent): boolean {
    // A removal has the time at which each manager heard of it; an ID is removed once.
    const time = scope === "swarm" && action === "remove" ? "" : at;
    const key = [scope === "swarm" ? "" : node, type, action, id, time].join(" ");
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    const [oldest] = this.#seen;
    if (this.#seen.size > KEPT && oldest !== undefined) this.#seen.delete(oldest);
    return false;
  }
}
