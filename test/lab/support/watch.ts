import { setTimeout as sleep } from "node:timers/promises";
import { host } from "./machines";

/** Writes down who is a manager and who a node, over and over, as one machine sees it while it is there. */
export class Watch {
  readonly seen: { managers: string[]; nodes: string[] }[] = [];
  private running = true;
  private readonly work: Promise<void>;

  constructor(
    private readonly lab: string,
    private readonly manager: string,
  ) {
    this.work = this.loop();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.work;
  }

  private async loop(): Promise<void> {
    while (this.running) {
      const rows = await this.look();
      if (rows) {
        const managers = rows.filter((row) => row.split(" ")[1]).map((row) => row.split(" ")[0] as string);
        this.seen.push({ managers, nodes: rows.map((row) => row.split(" ")[0] as string) });
      }
      await sleep(300);
    }
  }

  /** `undefined` where the machine is no manager, or is not there, which a run may bring about. */
  private async look(): Promise<string[] | undefined> {
    const list = "docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'";
    try {
      const there = await host(this.lab, this.manager, 5_000);
      const { stdout, code } = await there.run(list, { codes: [0, 1], idempotent: true });
      return code === 0 ? stdout.trim().split("\n") : undefined;
    } catch {
      return undefined;
    }
  }
}
