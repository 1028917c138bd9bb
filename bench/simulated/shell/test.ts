import type { Files } from "./files";
import { Unsupported } from "./syntax";

type Binary = (left: string, right: string) => boolean;

const binary: Record<string, Binary> = {
  "=": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "-eq": (left, right) => Number(left) === Number(right),
  "-ne": (left, right) => Number(left) !== Number(right),
  "-lt": (left, right) => Number(left) < Number(right),
  "-le": (left, right) => Number(left) <= Number(right),
  "-gt": (left, right) => Number(left) > Number(right),
  "-ge": (left, right) => Number(left) >= Number(right),
};

/** The command `test`. */
export function isTrue(words: readonly string[], files: Files): boolean {
  const [first = "", second = "", third = ""] = words;
  if (words.length === 0) return false;
  if (words.length === 1) return first !== "";
  if (first === "!") return !isTrue(words.slice(1), files);
  const compare = binary[second];
  if (words.length === 3 && compare) return compare(first, third);
  for (const [joint, all] of [["-o", false] as const, ["-a", true] as const]) {
    const at = words.indexOf(joint);
    if (at < 0) continue;
    const sides = [words.slice(0, at), words.slice(at + 1)];
    return all ? sides.every((side) => isTrue(side, files)) : sides.some((side) => isTrue(side, files));
  }
  if (words.length === 2) return unary(first, second, files);
  throw new Unsupported(`test ${words.join(" ")}`);
}

function unary(operator: string, word: string, files: Files): boolean {
  if (operator === "-n") return word !== "";
  if (operator === "-z") return word === "";
  const entry = files.get(word, operator === "-L" || operator === "-h");
  switch (operator) {
    case "-e":
    case "-r":
    case "-w":
      return entry !== undefined;
    case "-d":
      return entry?.kind === "folder";
    case "-f":
      return entry?.kind === "file";
    case "-S":
      return entry?.kind === "socket";
    case "-L":
    case "-h":
      return entry?.kind === "link";
    case "-x":
      return entry?.kind === "folder" || (entry !== undefined && (entry.mode & 0o111) !== 0);
    case "-s":
      return (entry?.text ?? "") !== "";
    case "-b":
      return false;
  }
  throw new Unsupported(`test ${operator} ${word}`);
}
