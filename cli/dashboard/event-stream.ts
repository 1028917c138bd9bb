import { once } from "node:events";
import type { ServerResponse } from "node:http";

/** An answer that goes on: server-sent events, each with a name and JSON. */
export class EventStream<Messages extends object> {
  readonly #gone = new AbortController();

  constructor(private readonly response: ServerResponse) {
    response.writeHead(200, { "Content-Type": "text/event-stream; charset=utf-8" });
    response.flushHeaders();
    response.once("close", () => this.#gone.abort());
  }

  /** Aborted when the page is closed, or the server. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** True where the page has not taken yet what was sent. */
  get isBehind(): boolean {
    return this.response.writableNeedDrain;
  }

  send<Name extends keyof Messages & string>(name: Name, message: Messages[Name]): void {
    if (!this.signal.aborted) this.response.write(`event: ${name}\ndata: ${JSON.stringify(message)}\n\n`);
  }

  /** Waits until the page has taken what was sent. */
  async taken(): Promise<void> {
    if (this.isBehind && !this.signal.aborted) await once(this.response, "drain", { signal: this.signal });
  }

  end(): void {
    this.response.end();
  }
}
