import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { reasonOf } from "./failures";

/** A connection that passed authentication. */
export class Wire {
  /** Why it ended; undefined while it lives. */
  lost: string | undefined;
  readonly closed: Promise<void>;

  constructor(
    readonly client: Client,
    private readonly stream: Duplex,
  ) {
    let reason = "the host closed the connection";
    client.on("error", (error) => {
      reason = reasonOf(error);
    });
    this.closed = new Promise((resolve) => {
      client.once("close", () => {
        this.lost = reason;
        resolve();
      });
    });
    // "end" comes before "close": from then on no channel can be opened.
    client.once("end", () => {
      this.lost ??= reason;
    });
  }

  /** Says goodbye, and does not wait long for the answer of a host that may be gone. */
  async close(): Promise<void> {
    if (this.lost !== undefined) return;
    this.client.end();
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, 1_000);
    });
    await Promise.race([this.closed, patience]);
    clearTimeout(timer);
    this.stream.destroy();
  }
}
