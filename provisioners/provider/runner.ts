import { SwarmError } from "../core/errors";
import type { Session } from "../core/session";
import { type Clock, systemClock } from "../core/until";
import type { HostPool } from "../docker/host";
import { fieldOf } from "../schema/field";
import { failureOf, type Remains } from "./failure";
import type { Redactor } from "./redactor";
import type { Resource, ResourceContext } from "./resource";
import { Line, type Sink } from "./status";
import { secretTexts } from "./wire";

export interface RunnerOptions {
  ssh: HostPool;
  session: Session;
  sink: Sink;
  clock?: Clock;
}

export type State = Record<string, unknown>;

/** What a handler said that exists. */
export interface Left {
  id: string;
  outputs: State;
}

/** Runs handlers: gives them their context, makes failures of their errors, and stops them. */
export class Runner {
  private readonly cancelled = new AbortController();
  private readonly working = new Set<Promise<unknown>>();

  constructor(
    private readonly options: RunnerOptions,
    private readonly redactor: Redactor,
  ) {}

  /**
   * Runs one handler.
   * @param keep What the engine is to keep of the resource when the handler fails.
   * @throws Failure
   */
  async run<T>(
    resource: Resource,
    urn: string,
    work: (context: ResourceContext<State>) => Promise<T>,
    keep?: (left: Left | undefined, reason: string) => Remains | undefined,
  ): Promise<T> {
    const line = new Line(urn, this.options.sink, this.redactor);
    const { signal } = this.cancelled;
    let left: Left | undefined;
    const context: ResourceContext<State> = {
      urn,
      signal,
      ssh: this.options.ssh,
      session: this.options.session,
      clock: this.options.clock ?? systemClock,
      status: (text) => line.status(text),
      log: (text, severity) => line.log(text, severity),
      exists: (id, outputs) => {
        this.redactor.learn(secretTexts(outputs, fieldOf(resource.outputs)));
        left = { id, outputs };
      },
    };
    const running = work(context);
    this.working.add(running);
    try {
      return await running;
    } catch (error) {
      // What a handler throws when its signal fires says less than why it fired.
      const reason = signal.aborted ? signal.reason : error;
      const failure = failureOf(reason, this.redactor);
      // An error that is not ours is a mistake in the plugin: its stack is there with `pulumi up --debug`.
      if (!(reason instanceof SwarmError)) line.log(stackOf(error), "debug");
      const kept = keep?.(left, failure.message);
      throw kept ? Object.assign(failure, kept, { reasons: [failure.message] }) : failure;
    } finally {
      this.working.delete(running);
      await line.end();
    }
  }

  /** Shows warnings beside a resource that nothing is done with yet. */
  async warn(urn: string, warnings: readonly string[]): Promise<void> {
    // One after the other, so that they keep their order.
    for (const warning of warnings) {
      const line = new Line(urn, this.options.sink, this.redactor);
      line.log(warning, "warning");
      await line.end();
    }
  }

  /** Says what went wrong outside of any handler. */
  async complain(error: unknown): Promise<void> {
    const text = this.redactor.text(stackOf(error));
    await this.options.sink({ urn: "", text, severity: "error", ephemeral: false });
  }

  cancel(): void {
    this.cancelled.abort(
      new SwarmError({
        code: "CANCELLED",
        summary: "Stopped because the run was cancelled",
        fix: "Run `pulumi up` again: it goes on from what is there.",
      }),
    );
  }

  async stop(graceMs = 3_000): Promise<void> {
    this.cancel();
    const grace = new Promise((resolve) => setTimeout(resolve, graceMs).unref());
    await Promise.race([Promise.allSettled(this.working), grace]);
    await this.options.ssh.close();
  }
}

function stackOf(error: unknown): string {
  return String((error as Error)?.stack ?? error);
}
