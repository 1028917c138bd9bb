import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, listMachines } from "../../../lab/client";
import { run } from "../../../lab/system/run";
import { isRetryable } from "../../../provisioners/core/errors";
import { paced } from "./jest/pace";
import { host } from "./machines";

const PAUSE_MS = 1_000;

/** Collects the command lines of all processes, on this machine and on those of a lab, while something runs. */
export class Sampler {
  readonly seen = new Set<string>();
  /** How often each machine was looked at. */
  readonly looks = new Map<string, number>();
  private running = true;
  private readonly work: Promise<void>;

  constructor(private readonly lab: string) {
    this.work = this.loop();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.work;
  }

  private async loop(): Promise<void> {
    while (this.running) {
      const names = (await isRunning(this.lab)) ? (await listMachines(this.lab)).map(({ name }) => name) : [];
      await Promise.all([this.lookHere(), ...names.map((name) => this.lookAt(name))]);
      await sleep(PAUSE_MS);
    }
  }

  private async lookHere(): Promise<void> {
    this.take("here", await run("ps", ["-eo", "args", "-ww"], { what: "list the processes" }));
  }

  private async lookAt(name: string): Promise<void> {
    try {
      const { stdout } = await (await host(this.lab, name, 5_000)).run("ps -eo args -ww", {
        deadlineMs: paced(10_000),
      });
      this.take(name, stdout);
    } catch (error) {
      // It boots, or is being removed.
      if (!isRetryable(error)) throw error;
    }
  }

  private take(name: string, text: string): void {
    this.looks.set(name, (this.looks.get(name) ?? 0) + 1);
    for (const line of text.split("\n")) this.seen.add(line);
  }
}
