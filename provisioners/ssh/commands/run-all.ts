import { randomBytes } from "node:crypto";
import { quote } from "../quote";
import type { Command, RunAllOptions, RunResult, SshHost } from "../types";
import { commandFailed, shorten } from "./command";

/** `Host.runAll` over `run`. */
export async function runAll(
  { run, label }: Pick<SshHost, "run" | "label">,
  commands: readonly Command[],
  { onBegin, onLine }: RunAllOptions = {},
): Promise<RunResult[]> {
  if (commands.length === 0) return [];
  const token = `@${randomBytes(12).toString("hex")}`;
  const begins = new Map(commands.map((_command, index) => [`${token} ${index}`, index]));
  const { stdout, stderr } = await run(["sh"], {
    // Not as a word of the command line, which has a length, and which everybody on the host can read.
    stdin: scriptOf(commands, token),
    what: whatOf(commands),
    deadlineMs: commands.reduce((sum, { deadlineMs = 60_000 }) => sum + deadlineMs, 0),
    idempotent: true,
    onLine(line) {
      const index = begins.get(line);
      begins.delete(line);
      if (index !== undefined) onBegin?.(index);
      else if (line !== "" && !line.startsWith(token)) onLine?.(line);
    },
  });
  const [out, err] = [partsOf(stdout, token), partsOf(stderr, token)];
  return commands.map((command, index) => {
    const { text: stdout = "", code = -1 } = out[index] ?? {};
    const result = { stdout, stderr: err[index]?.text ?? "", code };
    if ((command.codes ?? [0]).includes(code)) return result;
    throw command.failed?.(result) ?? commandFailed(label, nameOf(command), result);
  });
}

const textOf = ({ script }: Pick<Command, "script">) => (typeof script === "string" ? script : quote(script));
const nameOf = (command: Command) => command.what ?? shorten(textOf(command));

function whatOf([first, ...others]: readonly Command[]): string {
  const name = first ? nameOf(first) : "";
  return others.length > 0 ? `${name}, and ${others.length} more` : name;
}

/** Pure: one script of all. It does nothing before its last line has come, so that a connection lost midway cuts no command short. */
function scriptOf(commands: readonly Command[], token: string): string {
  const parts = commands.map(({ stdin, codes = [0], ...command }, index) => {
    const input = stdin === undefined ? "</dev/null" : "";
    const feed = stdin === undefined ? "" : `printf %s ${quote([stdin])} | `;
    // Output may lack its last line feed: each mark brings one of its own.
    return [
      `mark ${index}`,
      `${feed}(\n${textOf(command)}\n) ${input}`,
      `code=$?; mark "${index} $code"`,
      `case $code in ${codes.join("|")}) ;; *) exit 0 ;; esac`,
    ].join("\n");
  });
  return [
    `mark() { printf '\\n${token} %s\\n' "$1"; printf '\\n${token} %s\\n' "$1" >&2; }`,
    `main() {\n${parts.join("\n")}\n}`,
    "main\n",
  ].join("\n");
}

/** Pure: what each command printed on one stream, and its code. */
function partsOf(output: string, token: string): { text: string; code: number }[] {
  const pattern = new RegExp(`\\n${token} (\\d+)\\n([\\s\\S]*?)\\n${token} \\1 (\\d+)\\n`, "g");
  return [...output.matchAll(pattern)].map(([, , text = "", code]) => ({ text, code: Number(code) }));
}
