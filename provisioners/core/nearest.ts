import { closest, distance } from "fastest-levenshtein";

/** The word that was probably meant; `undefined` where none is near. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const lower = word.toLowerCase();
  const best = closest(
    lower,
    known.map((each) => each.toLowerCase()),
  );
  const limit = Math.max(2, Math.ceil(Math.max(word.length, best.length) * 0.4));
  return distance(lower, best) <= limit ? known.find((each) => each.toLowerCase() === best) : undefined;
}
