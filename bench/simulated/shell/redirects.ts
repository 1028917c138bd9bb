import type { Files } from "./files";
import { Sink, Source, type Streams } from "./streams";
import { type Redirect, Unsupported, type Word } from "./syntax";

/** Where a shell runs. */
export interface Place {
  files: Files;
  /** Whether somebody listens there, as far as it can tell. */
  listens(address: string, port: number): boolean;
}

/** The streams after the redirects; none where a file to read from is missing. */
export async function redirected(
  redirects: readonly Redirect[],
  given: Streams,
  place: Place,
  textOf: (word: Word) => Promise<string>,
): Promise<{ streams?: Streams; end(): void }> {
  const streams = { in: given.in, out: new Map(given.out) };
  const ends: Sink[] = [];
  for (const { descriptor, operator, target } of redirects) {
    const text = await textOf(target);
    if (operator === "<<") streams.in = new Source(text);
    else if (operator === ">&") streams.out.set(descriptor, streams.out.get(Number(text)) ?? new Sink());
    else if (operator === "<") {
      const entry = place.files.get(text);
      if (entry?.kind !== "file") {
        streams.out.get(2)?.write(`sh: cannot open ${text}: No such file\n`);
        return { end: () => undefined };
      }
      streams.in = new Source(entry.text);
    } else if (operator === ">" || operator === ">>") {
      const sink = sinkTo(place, text, operator === ">>");
      streams.out.set(descriptor, sink);
      ends.push(sink);
    } else if (operator === "<>" && text.startsWith("/dev/tcp/")) {
      const [, , , address = "", port] = text.split("/");
      if (!place.listens(address, Number(port))) {
        streams.out.get(2)?.write(`sh: connect: Connection refused\nsh: ${text}: Connection refused\n`);
        return { end: () => undefined };
      }
    } else throw new Unsupported(`${operator}${text}`);
  }
  const end = () => {
    for (const sink of ends) sink.end();
  };
  return { streams, end };
}

function sinkTo({ files }: Place, path: string, appends: boolean): Sink {
  if (path === "/dev/null") return new Sink();
  const before = appends ? (files.get(path)?.text ?? "") : "";
  if (!appends) files.write(path, { text: "" });
  return new Sink((text) => files.write(path, { text: before + text }));
}
