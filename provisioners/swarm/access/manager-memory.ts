const LOSS_MS = 60_000;

/** What the last look at the managers of each swarm has shown, so that the next one need not ask all of them. */
export class ManagerMemory {
  private readonly usable = new Map<string, string>();
  private readonly lostAt = new Map<string, number>();

  /** Address of the manager that was usable last: the first one to be asked. */
  preferred(swarmId: string): string | undefined {
    return this.usable.get(swarmId);
  }

  prefer(swarmId: string, address: string): void {
    this.usable.set(swarmId, address);
  }

  /** True within a minute after the quorum was found lost: nobody waits for an election again. */
  isLost(swarmId: string, now: number): boolean {
    return now - (this.lostAt.get(swarmId) ?? -Infinity) < LOSS_MS;
  }

  lost(swarmId: string, now: number): void {
    this.lostAt.set(swarmId, now);
  }

  /** The swarm has a quorum again. */
  regained(swarmId: string): void {
    this.lostAt.delete(swarmId);
  }
}
