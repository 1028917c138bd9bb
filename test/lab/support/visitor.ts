import { setTimeout as sleep } from "node:timers/promises";
import { isRetryable } from "../../../provisioners/core/errors";
import { paced } from "./jest/pace";
import { on } from "./machines";

const PAUSE_MS = 200;
/** As a load balancer: what takes longer has failed. */
const PATIENCE_MS = 10_000;

export interface Visit {
  /** The node that the request was sent to. */
  node: string;
  began: number;
  ended: number;
  /** Why there was no answer. */
  failure?: string;
}

interface Look {
  at: number;
  drained: string[];
}

/**
 * Sends requests to a published port of one node after the other while something happens, and looks which nodes are
 * drained. A drained node is one that a load balancer has taken out: its Docker is about to be restarted, and with it
 * the node's own entry to the routing mesh.
 */
export class Visitor {
  readonly visits: Visit[] = [];
  readonly looks: Look[] = [];
  private running = true;
  private readonly work: Promise<unknown>;

  constructor(
    private readonly lab: string,
    private readonly endpoints: readonly { machine: string; url: string }[],
    private readonly managers: readonly string[],
  ) {
    this.work = Promise.all([this.visit(), this.look()]);
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.work;
  }

  /** Failed visits to nodes that were in service from before the visit to after it. */
  get failures(): Visit[] {
    return this.visits.filter(({ failure, node, began, ended }) => {
      if (failure === undefined) return false;
      const before = this.looks.filter(({ at }) => at <= began).at(-1);
      const after = this.looks.find(({ at }) => at >= ended);
      const during = this.looks.filter(({ at }) => at >= began && at <= ended);
      return ![before, ...during, after].some((look) => look?.drained.includes(node));
    });
  }

  /** Nodes in the order in which they were drained; those drained at the same time stand together. */
  get order(): string[] {
    const sets = this.looks.map(({ drained }) => [...drained].sort().join(" + ")).filter(Boolean);
    return sets.filter((set, index) => set !== sets[index - 1]);
  }

  private async visit(): Promise<void> {
    for (let turn = 0; this.running; turn++) {
      const { machine, url } = this.endpoints[turn % this.endpoints.length] as { machine: string; url: string };
      const began = Date.now();
      const failure = await failureOf(url);
      this.visits.push({ node: machine, began, ended: Date.now(), failure });
      await sleep(PAUSE_MS);
    }
  }

  private async look(): Promise<void> {
    const command =
      "timeout 5 docker node inspect --format '{{.Description.Hostname}} {{.Spec.Availability}}' $(timeout 5 docker node ls -q)";
    while (this.running) {
      for (const manager of this.managers) {
        try {
          const rows = (await on(this.lab, manager, command)).split("\n");
          const drained = rows.filter((row) => row.endsWith(" drain")).map((row) => row.split(" ")[0] as string);
          this.looks.push({ at: Date.now(), drained });
          break;
        } catch (error) {
          // Its Docker is being restarted: another one is asked.
          const isDown = isRetryable(error) || (error as { code?: string }).code === "SSH_COMMAND_FAILED";
          if (!isDown) throw error;
        }
      }
      await sleep(PAUSE_MS);
    }
  }
}

async function failureOf(url: string): Promise<string | undefined> {
  try {
    // Each visit is a connection of its own.
    const answer = await fetch(url, {
      signal: AbortSignal.timeout(paced(PATIENCE_MS)),
      headers: { connection: "close" },
    });
    await answer.text();
    return answer.ok ? undefined : `HTTP ${answer.status}`;
  } catch (error) {
    const { message, cause } = error as Error & { cause?: { code?: string } };
    return cause?.code ?? message;
  }
}
