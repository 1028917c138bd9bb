import { Unsupported } from "./syntax";

const work: Record<string, (left: number, right: number) => number> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => Math.trunc(left / right),
  "%": (left, right) => left % right,
};
/** What binds less first. */
const ranks = [
  ["+", "-"],
  ["*", "/", "%"],
];

/** What stands between `$((` and `))`, worked out. */
export function sumOf(text: string, value: (name: string) => number): number {
  const tokens = text.match(/\d+|\w+|\S/g) ?? [];
  const term = (rank: number): number => {
    const operators = ranks[rank];
    if (!operators) return single();
    let left = term(rank + 1);
    while (operators.includes(tokens[0] ?? "")) {
      const operator = tokens.shift() ?? "";
      left = work[operator]?.(left, term(rank + 1)) ?? left;
    }
    return left;
  };
  const single = (): number => {
    const token = tokens.shift() ?? "";
    if (token === "-") return -single();
    if (token === "(") {
      const inner = term(0);
      if (tokens.shift() === ")") return inner;
    } else if (/^\d+$/.test(token)) return Number(token);
    else if (/^[A-Za-z_]/.test(token)) return value(token);
    throw new Unsupported(`the sum ${text}`);
  };
  const result = term(0);
  if (tokens.length > 0) throw new Unsupported(`the sum ${text}`);
  return result;
}
