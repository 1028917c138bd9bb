import { SwarmError } from "../core/errors";
import { patient } from "../core/patience";
import { type Clock, until } from "../core/until";
import { cancelled } from "./failures";
import { Limit } from "./limit";
import type { UseOptions } from "./types";
import type { Wire } from "./wire";

/** sshd allows 10 sessions on a connection by default (MaxSessions); closing ones overlap with new ones for a moment. */
const COMMANDS = 6;
const SOCKET_SESSIONS = 3;

export interface AttemptOptions {
  timeoutMs: number;
  signal: AbortSignal;
  status: (text: string) => void;
  /** Waits until one more host may be dialled; the result ends that. */
  turn: () => Promise<() => void>;
}

export interface LinkOptions {
  label: string;
  clock: Clock;
  dialDeadlineMs: number;
  readyTimeoutMs: number;
  /** Hosts that are dialled at a time; shared by all links. */
  dials: Limit;
  attempt: (options: AttemptOptions) => Promise<Wire>;
}

interface Waiter {
  since: number;
  end: number;
  deadlineMs: number;
  label: string;
  status: (text: string) => void;
  resolve: (wire: Wire) => void;
  reject: (error: unknown) => void;
}

/** The connection to one host: dialled when first needed, shared by all, dialled again when it dropped. */
export class Link {
  readonly commands = new Limit(COMMANDS);
  readonly socketSessions = new Limit(SOCKET_SESSIONS);
  /** Paths of sockets that cannot be forwarded, so that they are reached through a command. */
  readonly throughCommand = new Set<string>();
  #wire: Wire | undefined;
  #dialling: AbortController | undefined;
  #closing = false;
  readonly #waiters = new Set<Waiter>();

  constructor(private readonly options: LinkOptions) {}

  /** A live connection. Everyone who waits shares one dial, yet has their own deadline and signal. */
  wire(use: UseOptions & { label?: string } = {}): Promise<Wire> {
    const { signal } = use;
    const label = use.label ?? this.options.label;
    if (signal?.aborted || this.#closing) return Promise.reject(cancelled("dialling", label));
    if (this.#wire && this.#wire.lost === undefined) return Promise.resolve(this.#wire);
    return new Promise((resolve, reject) => {
      const deadlineMs = patient(use.deadlineMs ?? this.options.dialDeadlineMs);
      const cancel = () => leave(() => reject(cancelled("dialling", label)));
      const leave = (finish: () => void) => {
        signal?.removeEventListener("abort", cancel);
        this.#waiters.delete(waiter);
        finish();
        if (this.#waiters.size === 0) this.#dialling?.abort();
      };
      const since = this.options.clock.now();
      const waiter: Waiter = {
        since,
        end: since + deadlineMs,
        deadlineMs,
        label,
        status: use.status ?? (() => undefined),
        resolve: (wire) => leave(() => resolve(wire)),
        reject: (error) => leave(() => reject(error)),
      };
      signal?.addEventListener("abort", cancel, { once: true });
      this.#waiters.add(waiter);
      if (!this.#dialling) this.#dial();
    });
  }

  /** Ends the connection and every wait for it. */
  async close(): Promise<void> {
    this.#closing = true;
    for (const waiter of [...this.#waiters]) waiter.reject(cancelled("dialling", waiter.label));
    await this.#wire?.close();
  }

  #dial(): void {
    const dialling = new AbortController();
    this.#dialling = dialling;
    this.#loop(dialling.signal).then(
      (wire) => {
        this.#dialling = undefined;
        this.#wire = wire;
        for (const waiter of [...this.#waiters]) waiter.resolve(wire);
      },
      (error) => {
        this.#dialling = undefined;
        if (!dialling.signal.aborted) for (const waiter of [...this.#waiters]) waiter.reject(error);
        // Whoever came while an abandoned dial was ending needs a new one.
        else if (this.#waiters.size > 0) this.#dial();
      },
    );
  }

  async #loop(signal: AbortSignal): Promise<Wire> {
    const { clock, attempt, readyTimeoutMs, label } = this.options;
    let last = "";
    const wire = await until(
      async () => {
        const left = Math.max(...[...this.#waiters].map(({ end }) => end)) - clock.now();
        // Even the last dial gets time to say why it fails.
        const timeoutMs = Math.min(readyTimeoutMs, Math.max(left, 1_000));
        try {
          const turn = () => this.#turn(signal);
          return await attempt({ timeoutMs, signal, status: (text) => this.#status(text), turn });
        } catch (error) {
          if (error instanceof SwarmError) last = error.summary;
          throw error;
        }
      },
      {
        what: "SSH",
        host: label,
        // The end of the loop is up to the waiters.
        deadlineMs: Number.POSITIVE_INFINITY,
        pauseMs: 500,
        maxPauseMs: 5_000,
        clock,
        signal,
        onWait: (count) => this.#afterFailure(count, last),
      },
    );
    if (!signal.aborted) return wire;
    await wire.close();
    throw cancelled("dialling", label);
  }

  /** Time in the queue is no time that the host keeps anybody waiting. */
  async #turn(signal: AbortSignal): Promise<() => void> {
    const { clock, dials } = this.options;
    const began = clock.now();
    if (dials.isFull) this.#status("waiting for a connection");
    const release = await dials.take(signal);
    const now = clock.now();
    for (const waiter of this.#waiters) waiter.end += now - Math.max(began, waiter.since);
    return release;
  }

  #afterFailure(count: number, reason: string): void {
    this.#status(`dial ${count}: ${reason}, retrying`);
    for (const waiter of [...this.#waiters]) {
      if (this.options.clock.now() >= waiter.end) waiter.reject(unreachable(waiter, reason));
    }
  }

  #status(text: string): void {
    for (const waiter of this.#waiters) waiter.status(text);
  }
}

function unreachable({ label, deadlineMs }: Waiter, reason: string): SwarmError {
  return new SwarmError({
    code: "SSH_UNREACHABLE",
    kind: "transport",
    summary: `The host cannot be reached over SSH; gave up after ${Math.round(deadlineMs / 1000)} s`,
    host: label,
    cause: reason,
    fix: "Check that the machine runs, that address and port are right, and that its firewall lets this computer in",
  });
}
