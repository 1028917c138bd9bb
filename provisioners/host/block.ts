const begin = (name: string) => `# BEGIN pulumi-swarm ${name}`;
const end = (name: string) => `# END pulumi-swarm ${name}`;
/** The block then brought a line feed of its own along, and takes it away again. */
const afterUnended = " (after a line without an end)";

/**
 * Pure: a text file with our block of lines in it, or, without lines, without our block. A block that is there keeps its
 * place, a new one comes last. Everything else stays as it is, byte for byte, also over adding and removing.
 */
export function withBlock(text: string, name: string, lines: readonly string[]): string {
  const found = findBlock(text, name);
  if (!found) return lines.length === 0 ? text : text + block(name, lines, text !== "" && !text.endsWith("\n"));
  const before = text.slice(0, found.start);
  // A second one is none of ours to keep.
  const after = withBlock(text.slice(found.end), name, []);
  if (lines.length > 0) return before + block(name, lines, found.isAfterUnended) + after;
  // What came after our block meanwhile is no part of the unended line.
  return before + (found.isAfterUnended && after !== "" ? "\n" : "") + after;
}

function block(name: string, lines: readonly string[], isAfterUnended: boolean): string {
  const [feed, note] = isAfterUnended ? ["\n", afterUnended] : ["", ""];
  return `${feed}${begin(name)}${note}\n${lines.map((line) => `${line}\n`).join("")}${end(name)}\n`;
}

/** From a first line to the next last one, with no other first line between: what lost one of the two is not ours. */
function findBlock(text: string, name: string): { start: number; end: number; isAfterUnended: boolean } | undefined {
  let start: number | undefined;
  let isAfterUnended = false;
  let offset = 0;
  for (const line of text.split("\n")) {
    const next = offset + line.length + 1;
    if (line === begin(name) || line === begin(name) + afterUnended) {
      isAfterUnended = line !== begin(name) && offset > 0;
      start = isAfterUnended ? offset - 1 : offset;
    }
    if (line === end(name) && start !== undefined) return { start, end: Math.min(next, text.length), isAfterUnended };
    offset = next;
  }
  return undefined;
}
