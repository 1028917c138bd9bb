import { setTimeout as sleep } from "node:timers/promises";
import { paced } from "./jest/pace";

const PAUSE_MS = 100;

/** A client that asks pages one after the other, each time on a new connection, and counts what it gets. */
export class Client {
  answers = 0;
  readonly failures: string[] = [];
  private running = true;
  private readonly work: Promise<void>;

  constructor(private readonly urls: readonly string[]) {
    this.work = this.loop();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.work;
  }

  private async loop(): Promise<void> {
    for (let turn = 0; this.running; turn++) {
      const url = this.urls[turn % this.urls.length] as string;
      try {
        const answer = await fetch(url, {
          headers: { connection: "close" },
          signal: AbortSignal.timeout(paced(20_000)),
        });
        await answer.text();
        if (answer.ok) this.answers++;
        else this.failures.push(`${url}: ${answer.status}`);
      } catch (error) {
        this.failures.push(`${url}: ${(error as Error).cause ?? error}`);
      }
      await sleep(PAUSE_MS);
    }
  }
}
