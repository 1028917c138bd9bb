import { marks } from "../../provisioners/ssh/frame/line";

/** What is inside the line that a host gets. */
export interface Unwrapped {
  /** The caller's script. */
  command: string;
  line: string;
  sudo: boolean;
  /** What the host ends the command after, in seconds. */
  seconds?: number;
  /** A mark in what the host prints. */
  mark(name: keyof typeof marks, code?: number): string;
  /** Lines that come before the input. */
  probes: [string, string];
}

export function unwrap(line: string): Unwrapped {
  const words = wordsOf(line);
  const [a = "", b = ""] = words.slice(4, 6);
  const encoded = words.at(-1) ?? "";
  const seconds = /timeout -k 10 (\d+) /.exec(line)?.[1];
  return {
    command: encoded.replace(/\\0([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
    line,
    sudo: words[2]?.includes(" sudo ") ?? false,
    seconds: seconds === undefined ? undefined : Number(seconds),
    mark: (name, code) => `${a}${b}${marks[name]}${code ?? ""};`,
    probes: [`# ${a} 1\n`, `# ${a} 2\n`],
  };
}

/** The words of a line in which single quotes are all the quoting there is. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|\\'|[^\s'\\])+/g)].map(([word]) =>
    word.replace(/'([^']*)'|\\(')/g, (_, quoted, bare) => quoted ?? bare),
  );
}
