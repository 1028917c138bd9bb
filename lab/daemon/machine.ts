import { SwarmError } from "../../provisioners/core/errors";
import { readerCommand } from "../../provisioners/core/reader-command";
import type { MachineView } from "../protocol";
import type { MachineRecord } from "../store";
import { endOfConsole } from "./console";
import type { PublicPorts } from "./public-ports";

/** A machine that dies this soon after its start, this often, is left off. */
const EARLY_DEATH_MS = 20_000;
const MOST_EARLY_DEATHS = 3;

/** `up` means that the machine's program runs; whether its SSH server answers is asked each time. */
type State = { is: "off" } | { is: "starting" } | { is: "up"; since: number } | { is: "failed"; reason: SwarmError };

/** Starts a machine's program and what is around it; calls `onStarted` as soon as the program runs. */
export type Launch = (machine: LabMachine, onStarted: () => void) => Promise<void>;

/**
 * One machine of a lab: off, starting, up or failed with a reason. A machine that dies is started again, unless
 * somebody switched it off; one that failed is started again by the next request.
 */
export class LabMachine {
  private state: State = { is: "off" };
  /** The last attempt to start it; never rejects. */
  private attempt: Promise<void> = Promise.resolve();
  private earlyDeaths = 0;
  private readonly waits = new Set<AbortController>();
  /** Of a machine of a cloud. */
  publicPorts?: PublicPorts;

  constructor(
    readonly record: MachineRecord,
    /** Where its console goes. */
    private readonly console: string,
    private readonly launch: Launch,
  ) {}

  get up(): boolean {
    return this.state.is === "up";
  }

  get view(): MachineView {
    const failure = this.state.is === "failed" ? this.state.reason.message : undefined;
    return { ...this.record, up: this.up, failure };
  }

  /** Starts the machine unless it runs or starts already. A failure becomes its state; nobody is told. */
  async boot(): Promise<void> {
    if (this.state.is === "off" || this.state.is === "failed") {
      this.earlyDeaths = 0;
      this.begin();
    }
    await this.attempt;
  }

  /** Starts the machine and does some work on it, which is aborted with the reason when the machine fails or is switched off. */
  async whileUp<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const wait = new AbortController();
    this.waits.add(wait);
    try {
      await this.boot();
      wait.signal.throwIfAborted();
      return await work(wait.signal);
    } finally {
      this.waits.delete(wait);
    }
  }

  /** The machine's program ended. */
  exited(): void {
    // A program that ended before or during a start is an earlier one.
    if (this.state.is !== "up") return;
    if (!this.record.wanted) {
      this.enter({ is: "off" });
      return;
    }
    this.earlyDeaths = Date.now() - this.state.since < EARLY_DEATH_MS ? this.earlyDeaths + 1 : 0;
    if (this.earlyDeaths < MOST_EARLY_DEATHS) this.begin();
    else this.enter({ is: "failed", reason: diedTooOften(this.record.name, this.console) });
  }

  private begin(): void {
    this.enter({ is: "starting" });
    this.attempt = this.launch(this, () => this.enter({ is: "up", since: Date.now() })).catch((error: unknown) =>
      this.enter(this.record.wanted ? { is: "failed", reason: startFailure(this.record.name, error) } : { is: "off" }),
    );
  }

  private enter(state: State): void {
    this.state = state;
    if (state.is === "failed") this.endWaits(state.reason);
    if (state.is === "off") this.endWaits(switchedOff(this.record.name));
  }

  private endWaits(reason: SwarmError): void {
    for (const wait of this.waits) wait.abort(reason);
  }
}

/** An error that says itself where it happened and what to do is passed on. */
function startFailure(name: string, error: unknown): SwarmError {
  if (error instanceof SwarmError && error.host && error.fix) return error;
  return new SwarmError({
    code: "LAB_START",
    summary: `The machine ${name} cannot start`,
    host: "this machine",
    cause: error,
    fix: "remove the cause and run the same command again, which starts the machine anew",
  });
}

export function switchedOff(name: string): SwarmError {
  return new SwarmError({
    code: "LAB_OFF",
    summary: `The machine ${name} was switched off while it started`,
    host: "this machine",
    fix: readerCommand("lab", `start ${name}`),
  });
}

function diedTooOften(name: string, console: string): SwarmError {
  return new SwarmError({
    code: "LAB_DIED",
    summary: `The machine ${name} does not boot`,
    host: "this machine",
    cause: `it died at ${MOST_EARLY_DEATHS} starts in a row\nEnd of its console:\n${endOfConsole(console)}`,
    fix: `read ${console}; is there enough free memory? The same command starts the machine anew`,
  });
}
