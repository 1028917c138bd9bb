/** What a command reads from: a text of which some is read already. */
export class Source {
  at = 0;
  constructor(readonly text: string) {}

  /** A line with its end; empty at the end of the text. */
  line(): string {
    const end = this.text.indexOf("\n", this.at);
    const line = this.text.slice(this.at, end < 0 ? undefined : end + 1);
    this.at += line.length;
    return line;
  }

  rest(): string {
    const rest = this.text.slice(this.at);
    this.at = this.text.length;
    return rest;
  }
}

/** Where a command writes to. */
export class Sink {
  readonly #parts: string[] = [];
  constructor(private readonly onEnd?: (text: string) => void) {}

  write(text: string): void {
    this.#parts.push(text);
  }

  get text(): string {
    return this.#parts.join("");
  }

  end(): void {
    this.onEnd?.(this.text);
  }
}

/** The open files of a command by their number. */
export interface Streams {
  in: Source;
  out: ReadonlyMap<number, Sink>;
}
