import { patternOf } from "./pattern";
import { sumOf } from "./sum";
import { type List, type Part, Unsupported, type Word } from "./syntax";

/** What words are made from. */
export interface Surroundings {
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  readonly words: readonly string[];
  /** What a list prints, without the line ends at its end. */
  output(list: List): Promise<string>;
  /** Paths that a pattern fits. */
  paths(pattern: RegExp, prefix: string): string[];
}

/** What an expansion gave is split, and what stands in the script is not. */
type Piece = { text: string; quoted: boolean; isSplit: boolean };
type Field = Piece[];

/** A word as one text, as in an assignment. */
export async function textOf(word: Word, around: Surroundings): Promise<string> {
  return (await piecesOf(word, around, " "))
    .flat()
    .map(({ text }) => text)
    .join("");
}

/** A word as a pattern: what is quoted stands for itself. */
export async function wordPattern(word: Word, around: Surroundings): Promise<string> {
  const pieces = (await piecesOf(word, around, " ")).flat();
  return pieces.map(({ text, quoted }) => (quoted ? text.replace(/[\\*?[\]]/g, "\\$&") : text)).join("");
}

/** Words as a command gets them: split, and with the paths that patterns fit. */
export async function fieldsOf(words: readonly Word[], around: Surroundings): Promise<string[]> {
  const fields: string[] = [];
  for (const word of words) {
    for (const field of await piecesOf(word, around)) {
      for (const split of splitField(field, around.get("IFS") ?? " \t\n")) fields.push(...globbed(split, around));
    }
  }
  return fields;
}

/** The fields of a word before they are split; `"$@"` makes several. `joined` is what is put between them instead. */
async function piecesOf(word: Word, around: Surroundings, joined?: string): Promise<Field[]> {
  const fields: Field[] = [[]];
  for (const part of word) {
    if (part.kind === "variable" && part.name === "@" && !part.operator && joined === undefined) {
      const [first, ...rest] = around.words.map(
        (text): Piece => ({ text, quoted: part.quoted, isSplit: !part.quoted }),
      );
      if (first) fields.at(-1)?.push(first);
      for (const piece of rest) fields.push([piece]);
      // Without words it makes no field, not an empty one.
      if (!first && word.length === 1) return [];
    } else {
      const isSplit = !part.quoted && part.kind !== "text";
      fields.at(-1)?.push({ text: await partText(part, around), quoted: part.quoted, isSplit });
    }
  }
  return fields;
}

async function partText(part: Part, around: Surroundings): Promise<string> {
  switch (part.kind) {
    case "text":
      return part.text;
    case "output":
      return around.output(part.list);
    case "sum":
      return String(sumOf(await textOf(part.text, around), (name) => Number(around.get(name) || 0)));
    case "variable":
      return variable(part, around);
  }
}

async function variable(
  { name, operator, operand = [] }: Extract<Part, { kind: "variable" }>,
  around: Surroundings,
): Promise<string> {
  const value = around.get(name);
  if (!operator) return value ?? "";
  if (operator === "length") return String((value ?? "").length);
  const isMissing = operator.startsWith(":") ? !value : value === undefined;
  switch (operator.replace(":", "")) {
    case "-":
      return isMissing ? textOf(operand, around) : (value ?? "");
    case "+":
      return isMissing ? "" : textOf(operand, around);
    case "=":
      if (isMissing) around.set(name, await textOf(operand, around));
      return around.get(name) ?? "";
    case "#":
    case "##":
    case "%":
    case "%%":
      return cut(value ?? "", operator, await wordPattern(operand, around));
  }
  throw new Unsupported(`\${${name}${operator}…}`);
}

/** The value without the shortest or longest part at its begin or end that fits. */
function cut(value: string, operator: string, pattern: string): string {
  const fits = new RegExp(`^(?:${patternOf(pattern)})$`, "s");
  const lengths = [...Array(value.length + 1).keys()];
  const isAtBegin = operator.startsWith("#");
  const order = operator.length === 2 ? lengths.reverse() : lengths;
  const length = order.find((each) => fits.test(isAtBegin ? value.slice(0, each) : value.slice(value.length - each)));
  if (length === undefined) return value;
  return isAtBegin ? value.slice(length) : value.slice(0, value.length - length);
}

function splitField(field: Field, separators: string): Field[] {
  const fields: Field[] = [];
  let current: Field | undefined;
  for (const piece of field) {
    const { text, isSplit } = piece;
    if (!isSplit) {
      current ??= [];
      current.push(piece);
      continue;
    }
    let word = "";
    for (const char of text) {
      if (!separators.includes(char)) {
        word += char;
        continue;
      }
      if (word) current = [...(current ?? []), { ...piece, text: word }];
      word = "";
      // Separators that are no blanks delimit empty fields too.
      if (current || !/\s/.test(char)) fields.push(current ?? []);
      current = undefined;
    }
    if (word) current = [...(current ?? []), { ...piece, text: word }];
  }
  return current ? [...fields, current] : fields;
}

function globbed(field: Field, around: Surroundings): string[] {
  const text = field.map((piece) => piece.text).join("");
  if (!field.some(({ text: part, quoted }) => !quoted && /[*?[]/.test(part))) return [text];
  const source = field.map((piece) => (piece.quoted ? piece.text.replace(/[\\*?[\]]/g, "\\$&") : piece.text)).join("");
  const found = around.paths(new RegExp(`^${patternOf(source, "[^/]")}$`), source.replace(/[\\*?[].*$/s, ""));
  return found.length > 0 ? found : [text];
}
