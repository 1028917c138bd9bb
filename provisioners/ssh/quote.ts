/** Quotes words for a POSIX shell: the one place where text becomes part of a command line. */
export function quote(words: readonly string[]): string {
  return words.map(quoteWord).join(" ");
}

function quoteWord(word: string): string {
  if (word.includes("\0")) throw new TypeError("A word of a shell command cannot hold a NUL byte");
  // Plain words stay as they are, so that commands are readable in errors.
  if (/^[\w@%+:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
