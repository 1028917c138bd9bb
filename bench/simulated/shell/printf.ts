import { Unsupported } from "./syntax";

const escapes: Record<string, string> = { n: "\n", t: "\t", r: "\r", "\\": "\\", a: "\x07" };

/** Backslashes as `printf` reads them in its format, and with `%b` in a word. */
export function unescaped(text: string): string {
  return text.replace(/\\(?:0([0-7]{1,3})|([0-7]{1,3})|(.))/gs, (_, zero, octal, char) => {
    const code = zero ?? octal;
    return code === undefined ? (escapes[char] ?? `\\${char}`) : String.fromCharCode(Number.parseInt(code, 8));
  });
}

/** The format is used again until all words are. */
export function printed(format: string, words: string[]): string {
  const left = [...words];
  let text = "";
  do {
    const before = left.length;
    text += unescaped(format).replace(/%(0?)(\d*)([a-zA-Z%])/g, (_, zero, width, kind) => {
      if (kind === "%") return "%";
      const word = left.shift() ?? "";
      if (kind === "b") return unescaped(word);
      if (kind === "s") return word.padStart(Number(width));
      if (kind === "d") return String(Number(word)).padStart(Number(width), zero || " ");
      throw new Unsupported(`printf %${kind}`);
    });
    if (left.length === before) break;
  } while (left.length > 0);
  return text;
}
