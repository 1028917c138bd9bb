import { EventEmitter, once } from "node:events";
import { movesBetween } from "./moves";
import type { HappeningView, Messages, Snapshot } from "./wire";

/** Happenings that are kept for those who come later. */
const KEPT = 200;

/** Gets a message of the feed. */
export type Listener = <Name extends keyof Messages>(name: Name, message: Messages[Name]) => void;

/** What is known at the moment, for whoever has the page open. */
export class Feed {
  readonly #emitter = new EventEmitter();
  readonly #listeners = new Set<Listener>();
  #snapshot?: Snapshot;
  #happenings: HappeningView[] = [];
  #problem = "";

  get snapshot(): Snapshot | undefined {
    return this.#snapshot;
  }

  /** Tells a listener what is known, then what is new. Gives the function that ends it. */
  listen(listener: Listener): () => void {
    if (this.#snapshot) listener("snapshot", this.#snapshot);
    listener("happenings", this.#happenings);
    if (this.#problem) listener("problem", this.#problem);
    this.#listeners.add(listener);
    this.#emitter.emit("listener");
    return () => this.#listeners.delete(listener);
  }

  /** Waits until somebody listens. */
  async listened(signal: AbortSignal): Promise<void> {
    if (this.#listeners.size === 0) await once(this.#emitter, "listener", { signal });
  }

  publish(snapshot: Snapshot): void {
    const moves = this.#snapshot ? movesBetween(this.#snapshot, snapshot) : [];
    this.#snapshot = snapshot;
    this.#tell("snapshot", snapshot);
    this.problem("");
    if (moves.length > 0) this.happened(moves);
  }

  happened(happenings: readonly HappeningView[]): void {
    const all = [...happenings, ...this.#happenings];
    this.#happenings = all.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1)).slice(0, KEPT);
    this.#tell("happenings", this.#happenings);
  }

  /** Why there is nothing newer; empty once there is. */
  problem(text: string): void {
    if (text === this.#problem) return;
    this.#problem = text;
    this.#tell("problem", text);
  }

  #tell: Listener = (name, message) => {
    for (const listener of this.#listeners) listener(name, message);
  };
}
