import type { Readable } from "node:stream";

/** Docker reports some errors of a pull or load in an answer that began well; it is read to its end. */
export async function streamedError(answer: unknown): Promise<string | undefined> {
  const text = isStream(answer) ? Buffer.concat(await answer.toArray()).toString() : JSON.stringify(answer ?? "");
  return /\\?"error\\?":\s*\\?"([^"]*?)\\?"/.exec(text)?.[1];
}

function isStream(answer: unknown): answer is Readable {
  return typeof (answer as Readable | undefined)?.toArray === "function";
}
