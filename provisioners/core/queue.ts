/**
 * Queues of tasks, one for each key. All operations of one `pulumi up` run in one process, so this is what keeps two
 * managers of a swarm from being changed at once.
 */
export class TaskQueues {
  /** The last task of each key; the next one waits for it. */
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Runs tasks of one key one after the other, in the order of the calls. A failed task does not hold up the next one. */
  async run<T>(key: string, task: () => Promise<T>, onWait?: () => void): Promise<T> {
    const before = this.tails.get(key);
    if (before) onWait?.();
    const run = (before ?? Promise.resolve()).then(task);
    // The tail only orders: the task's own caller gets its error.
    const tail = run.then(
      () => undefined,
      () => undefined,
    );
    this.tails.set(key, tail);
    try {
      return await run;
    } finally {
      if (this.tails.get(key) === tail) this.tails.delete(key);
    }
  }
}
