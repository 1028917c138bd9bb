import { Duplex } from "node:stream";
import type { Channel } from "ssh2";

/** An SSH channel in the shape of the socket that Node's HTTP client expects, with `destroy` and errors as it knows them. */
export class ChannelSocket extends Duplex {
  #closed = false;
  #received = false;

  /**
   * @param endError why the channel closed, when that was no proper end
   * @param source where the data comes from: `framed` data is handed to `receive`
   */
  constructor(
    private readonly channel: Channel,
    endError: () => Error | undefined,
    source: "channel" | "framed" = "channel",
  ) {
    super();
    if (source === "channel") channel.on("data", (chunk: Buffer) => this.receive(chunk));
    channel.on("end", () => {
      // An end without an answer is a failure whose reason comes with the close: HTTP must not hear of the end first.
      if (this.#received) this.push(null);
      else channel.end();
    });
    channel.on("error", (error: Error) => this.destroy(error));
    channel.on("close", () => {
      this.#closed = true;
      const error = endError();
      // What was received before a proper end is still to be read.
      if (error || this.readableEnded) this.destroy(error);
      else {
        this.once("end", () => this.destroy());
        if (!this.#received) this.push(null);
      }
    });
  }

  receive(chunk: Buffer): void {
    this.#received = true;
    if (!this.push(chunk)) this.channel.pause();
  }

  override _read(): void {
    this.channel.resume();
  }

  override _write(chunk: Buffer, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    if (this.#closed) done(Object.assign(new Error("The channel is closed"), { code: "EPIPE" }));
    else this.channel.write(chunk, encoding, () => done());
  }

  override _final(done: () => void): void {
    this.channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.channel.destroy();
    // Unread data would keep the channel from closing.
    this.channel.resume();
    done(error);
  }

  destroySoon(): void {
    this.end(() => this.destroy());
  }

  // Options of TCP sockets that the HTTP client may set.
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
