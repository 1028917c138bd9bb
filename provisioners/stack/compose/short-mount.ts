/** A mount as the short form says it. */
export interface ShortMount {
  type: "volume" | "bind";
  /** None for a volume without a name. */
  source?: string;
  target?: string;
  problem?: string;
}

const form = "a volume is `name:/path` or `name:/path:ro`";

/** Pure: reads `[source:]target[:options]` by Docker's rules. One letter before a colon is a drive of Windows. */
export function parseMount(text: string): ShortMount {
  if (text === "") return { type: "volume", problem: "is empty: a volume is `name:/path` or `/path`" };
  if (text.length < 3) return { type: "volume", target: text };
  const parts = partsOf(text);
  const [source = "", target] = parts;
  if (parts.includes("")) return { type: typeOf(source), problem: `has nothing between two colons: ${form}` };
  if (parts.length > 3) return { type: typeOf(source), problem: `has too many colons: ${form}` };
  return target === undefined ? { type: "volume", target: source } : { type: typeOf(source), source, target };
}

function partsOf(text: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (const letter of text) {
    if (letter === ":" && !/^\p{L}$/u.test(part)) {
      parts.push(part);
      part = "";
    } else part += letter;
  }
  return [...parts, part];
}

const typeOf = (source: string) => (/^(?:[./~]|\p{L}:|\\\\)/u.test(source) ? "bind" : "volume");
