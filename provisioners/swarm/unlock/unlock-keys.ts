/**
 * Unlock keys by swarm, learned from the state of `Swarm` and from managers: the other resources that meet a locked
 * manager have no state that holds the key.
 */
export class UnlockKeys {
  private readonly keys = new Map<string, string>();

  /** Without a key: autolock is off. */
  learn(swarmId: string, key: string | undefined): void {
    if (key) this.keys.set(swarmId, key);
    else this.keys.delete(swarmId);
  }

  of(swarmId: string): string | undefined {
    return this.keys.get(swarmId);
  }
}
