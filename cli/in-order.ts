import { setTimeout as sleep } from "node:timers/promises";

/** What comes within this time is brought into order while its sources are followed. */
const WINDOW_MS = 300;

/** What some sources give in one order: all at once, or as it comes while they are followed. */
export async function* inOrder<T>(
  sources: readonly AsyncIterable<T>[],
  compare: (a: T, b: T) => number,
  follow: boolean,
): AsyncGenerator<T> {
  const waiting: T[] = [];
  const read = async (source: AsyncIterable<T>) => {
    for await (const item of source) waiting.push(item);
  };
  let isReading = true;
  const reading = Promise.all(sources.map(read)).finally(() => {
    isReading = false;
  });
  while (follow && isReading) {
    await Promise.race([reading, sleep(WINDOW_MS)]);
    yield* waiting.splice(0).sort(compare);
  }
  await reading;
  yield* waiting.sort(compare);
}
