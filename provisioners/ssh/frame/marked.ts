/** Hears of the parts of a marked stream, in their order. */
export interface Parts {
  text(chunk: Buffer): void;
  mark(name: string): void;
}

/** Splits a stream at its marks, `<token><name>;`, which may be spread over chunks. */
export class MarkedStream {
  readonly #token: Buffer;
  #held: Buffer = Buffer.alloc(0);

  constructor(
    token: string,
    private readonly parts: Parts,
  ) {
    this.#token = Buffer.from(token);
  }

  write(chunk: Buffer): void {
    let rest: Buffer = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    for (;;) {
      const at = rest.indexOf(this.#token);
      const end = at < 0 ? -1 : rest.indexOf(";", at + this.#token.length);
      if (end < 0) {
        this.#hold(rest, at < 0 ? rest.length - this.#begun(rest) : at);
        return;
      }
      this.#text(rest.subarray(0, at));
      this.parts.mark(rest.toString("latin1", at + this.#token.length, end));
      rest = rest.subarray(end + 1);
    }
  }

  /** Passes on what looked like the begin of a mark. */
  end(): void {
    this.#hold(this.#held, this.#held.length);
  }

  #hold(rest: Buffer, from: number): void {
    this.#text(rest.subarray(0, from));
    this.#held = rest.subarray(from);
  }

  #text(chunk: Buffer): void {
    if (chunk.length > 0) this.parts.text(chunk);
  }

  /** Bytes at the end that may be the begin of the token. */
  #begun(rest: Buffer): number {
    let length = Math.min(rest.length, this.#token.length - 1);
    while (length > 0 && !rest.subarray(rest.length - length).equals(this.#token.subarray(0, length))) length--;
    return length;
  }
}
