import type { Redactor } from "./redactor";

export type Severity = "debug" | "info" | "warning" | "error";

/** One message to the engine. */
export interface Entry {
  urn: string;
  text: string;
  severity: Severity;
  /** Shown beside the resource while it is worked on, and gone after that. */
  ephemeral: boolean;
}

export type Sink = (entry: Entry) => Promise<void>;

/** Milliseconds between two live lines of one resource. */
const PAUSE = 200;

/** What one resource says while it is worked on. */
export class Line {
  private shownAt = Number.NEGATIVE_INFINITY;
  private waiting?: string;
  private last?: string;
  private timer?: NodeJS.Timeout;
  private readonly sent: Promise<void>[] = [];
  private ended = false;

  constructor(
    private readonly urn: string,
    private readonly sink: Sink,
    private readonly redactor: Redactor,
  ) {}

  /** Shows a live line, at most five a second; of those that come faster the last one is shown. */
  status(text: string): void {
    if (this.ended) return;
    this.waiting = text;
    const wait = this.shownAt + PAUSE - performance.now();
    if (wait <= 0) this.show();
    else this.timer ??= setTimeout(() => this.show(), wait);
  }

  log(text: string, severity: Severity = "info"): void {
    if (!this.ended) this.send(text, severity, false);
  }

  /** Shows what still waits and resolves when the engine has everything. Nothing is shown after that. */
  async end(): Promise<void> {
    this.show();
    this.ended = true;
    await Promise.all(this.sent);
  }

  private show(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.waiting;
    this.waiting = undefined;
    if (text === undefined || text === this.last) return;
    this.last = text;
    this.shownAt = performance.now();
    // Masked before it is cut, so that no first line of a secret is left.
    this.send(this.redactor.text(text).trim().split("\n", 1)[0] ?? "", "info", true);
  }

  private send(text: string, severity: Severity, ephemeral: boolean): void {
    this.sent.push(this.sink({ urn: this.urn, text: this.redactor.text(text), severity, ephemeral }));
  }
}
