import { spawn } from "node:child_process";
import { constants } from "node:os";
import { basename, delimiter } from "node:path";

/** Ends the command with a message that needs no stack. */
export class Stop extends Error {
  constructor(message, code = 1) {
    super(message);
    this.code = code;
  }
}

/** Without a terminal, a step that goes on is worth a line only this often. */
const PLAIN_MS = 15_000;

/** Shows a step of the preparation while it runs: one line that changes in place, or plain lines where stderr is no terminal. */
export async function step(title, work) {
  const start = Date.now();
  const terminal = process.stderr.isTTY;
  const seconds = (digits) => `${((Date.now() - start) / 1000).toFixed(digits)} s`;
  const show = (text) =>
    process.stderr.write(terminal ? `\r\x1b[K${text.slice(0, (process.stderr.columns || 80) - 1)}` : `${text}\n`);
  show(`→ ${title} …`);
  const timer = setInterval(() => show(`→ ${title} … ${seconds(0)}`), terminal ? 1_000 : PLAIN_MS);
  let mark = "✗";
  try {
    const result = await work();
    mark = "✓";
    return result;
  } finally {
    clearInterval(timer);
    show(`${mark} ${title} (${seconds(1)})`);
    if (terminal) process.stderr.write("\n");
  }
}

/** Runs a program to its end without a word; what it printed is in the error when it fails. */
export async function run(command, args, options = {}) {
  const { code, signal, printed } = await ended(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  if (code === 0) return;
  const how = `${basename(command)} ended with ${signal ?? `code ${code}`}`;
  throw new Stop(`${how}\n${printed.trim()}`.trim(), exitCode(code, signal));
}

/** Runs this command again with another Node.js first on PATH: its exit code is ours. */
export async function runAgain(folder) {
  const env = { ...process.env, PATH: [folder, process.env.PATH].join(delimiter) };
  const { code, signal } = await ended(`${folder}/node`, process.argv.slice(1), { env, stdio: "inherit" });
  process.exitCode = exitCode(code, signal);
}

const exitCode = (code, signal) => (signal ? 128 + constants.signals[signal] : code);

function ended(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, options);
    let printed = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text) => {
        printed += text;
      });
    }
    // Ctrl-C reaches the child through the terminal; this process waits for its end. TERM and HUP are passed on.
    const stay = () => {};
    const pass = (signal) => child.kill(signal);
    process.on("SIGINT", stay).on("SIGTERM", pass).on("SIGHUP", pass);
    const done = (settle) => {
      process.off("SIGINT", stay).off("SIGTERM", pass).off("SIGHUP", pass);
      settle();
    };
    child.on("error", ({ code, message }) =>
      done(() => reject(new Stop(code === "ENOENT" ? `There is no program ${command} on PATH` : message))),
    );
    child.on("close", (code, signal) => done(() => resolve({ code, signal, printed })));
  });
}
