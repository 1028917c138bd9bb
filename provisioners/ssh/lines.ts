import { StringDecoder } from "node:string_decoder";

/** Collects a byte stream as text and calls `onLine` for each complete line; `end` passes on an unfinished last one. */
export class Lines {
  #text = "";
  #rest = "";
  readonly #decoder = new StringDecoder("utf8");

  constructor(private readonly onLine?: (line: string) => void) {}

  write(chunk: Buffer): void {
    this.#add(this.#decoder.write(chunk));
  }

  end(): string {
    this.#add(this.#decoder.end());
    if (this.#rest) this.onLine?.(this.#rest);
    this.#rest = "";
    return this.#text;
  }

  #add(text: string): void {
    this.#text += text;
    if (!this.onLine) return;
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.onLine(line.replace(/\r$/, ""));
  }
}

/** The last lines of a text that are not blank. */
export function lastLines(text: string, count = 10): string {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-count).join("\n");
}
