/** A command's words as they were meant: what follows `--`, which the parser leaves where it comes after a name. */
export function commandWords(words: readonly string[]): string[] {
  return words[0] === "--" ? words.slice(1) : [...words];
}
