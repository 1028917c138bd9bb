import { type Clock, systemClock } from "../../provisioners/core/until";

/** The newest answer to a question that may take long: one that is under way is waited for only so long. */
export class Latest<T> {
  #value: T;
  #underWay?: Promise<void>;
  #failure?: { error: unknown };

  /** @param first The answer until there is one. */
  constructor(
    first: T,
    private readonly ask: () => Promise<T>,
    private readonly clock: Clock = systemClock,
  ) {
    this.#value = first;
  }

  /**
   * Asks, unless that is under way, and waits. `isNew` where the answer came within the time.
   *
   * @throws what asking threw, now or since the last call
   */
  async within(ms: number): Promise<{ value: T; isNew: boolean }> {
    const late = new AbortController();
    let isNew = false;
    this.#underWay ??= this.#asked();
    const answered = this.#underWay.then(() => {
      isNew = true;
    });
    // A wait that is no longer needed ends at once.
    const wait = this.clock.sleep(ms, late.signal).catch((error) => {
      if (!late.signal.aborted) throw error;
    });
    await Promise.race([answered, wait]);
    late.abort();
    if (this.#failure) throw this.#failure.error;
    return { value: this.#value, isNew };
  }

  async #asked(): Promise<void> {
    try {
      this.#value = await this.ask();
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#underWay = undefined;
    }
  }
}
