/** Does the same for all, some at the same time, each taken only when its turn comes; the results are in their order. */
export async function inTurns<T, R>(atOnce: number, all: Iterable<T>, work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = numbered(all);
  const turn = async () => {
    for (const [index, one] of left) results[index] = await work(one);
  };
  await Promise.all(Array.from({ length: atOnce }, turn));
  return results;
}

function* numbered<T>(all: Iterable<T>): Generator<[number, T]> {
  let index = 0;
  for (const one of all) yield [index++, one];
}
