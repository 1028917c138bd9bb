import type { Call } from "../shell/run";
import { Unsupported } from "../shell/syntax";

/** The options of a program, and the words that are none. What it does not know fails the run: the product sends something new. */
export function options(
  name: string,
  { words }: Pick<Call, "words">,
  known: { flags?: string; values?: string; long?: readonly string[] },
): { has(flag: string): boolean; value(flag: string): string | undefined; rest: string[] } {
  const { flags = "", values = "", long = [] } = known;
  const found = new Map<string, string>();
  const rest: string[] = [];
  const refuse = (word: string) => {
    throw new Unsupported(`the option ${word} of ${name}: \`${[name, ...words].join(" ")}\``);
  };
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? "";
    if (word === "--") {
      rest.push(...words.slice(index + 1));
      break;
    }
    if (word.startsWith("--")) {
      const [option = "", value = ""] = word.slice(2).split(/=(.*)/s);
      if (!long.includes(option)) refuse(word);
      found.set(option, value);
    } else if (word.startsWith("-") && word !== "-") {
      for (let at = 1; at < word.length; at++) {
        const flag = word[at] ?? "";
        if (values.includes(flag)) {
          found.set(flag, word.slice(at + 1) || (words[++index] ?? ""));
          break;
        }
        if (!flags.includes(flag)) refuse(word);
        found.set(flag, "");
      }
    } else rest.push(word);
  }
  return { has: (flag) => found.has(flag), value: (flag) => found.get(flag), rest };
}
