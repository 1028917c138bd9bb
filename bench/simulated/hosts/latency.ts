import type { Socket } from "node:net";
import { Duplex } from "node:stream";

/** A connection whose bytes are on their way for so many milliseconds. */
export class DistantSocket extends Duplex {
  constructor(
    private readonly socket: Socket,
    private readonly delayMs: number,
  ) {
    super();
    socket.on("data", (chunk: Buffer) => this.#later(() => this.push(chunk)));
    socket.once("end", () => this.#later(() => this.push(null)));
    socket.once("close", () => this.#later(() => this.destroy()));
    socket.on("error", () => socket.destroy());
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#later(() => this.socket.write(chunk));
    done();
  }

  override _final(done: () => void): void {
    this.#later(() => this.socket.end());
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket.destroy();
    done(error);
  }

  #later(work: () => void): void {
    setTimeout(() => {
      if (!this.destroyed) work();
    }, this.delayMs);
  }
}
