import { randomBytes } from "node:crypto";
import { quote } from "../quote";

/** Marks in what a host prints: the command's own output is between `begin` and `end`. */
export const marks = { shell: "s", inputTaken: "x", prompt: "p", begin: "b", end: "e" } as const;

/** A command with what tells its output from all else that a login prints. */
export interface Framed {
  /** For the login shell, whichever that is. */
  line: string;
  /** Begins every mark. */
  token: string;
  /** Lines that are sent ahead of the input: a comment for any shell. */
  probes: readonly [string, string];
}

export interface FrameOptions {
  /** How the command becomes root, if at all. */
  sudo?: "plain" | "password";
  /** Seconds after which the host itself ends the command. */
  seconds?: number;
}

/** Both streams get a mark: they come here independently of each other. */
const MARK = 'mark() { printf %s "$a$b$1;"; printf %s "$a$b$1;" >&2; }';

/**
 * Runs as the login user. A start-up file that reads takes the first probe, or both; then the second is what is left,
 * or nothing. What the start-up exports for shells does not reach the command.
 */
const shellStage = (sudo: FrameOptions["sudo"]) => {
  const become = { plain: "sudo -n ", password: `sudo -S -p "$a\${b}${marks.prompt};" ` };
  return [
    "a=$1; b=$2; shift 2",
    MARK,
    `mark ${marks.shell}`,
    "read -r line",
    `if [ "$line" = "# $a 1" ]; then read -r line; else mark ${marks.inputTaken}; fi`,
    `exec env -u SHELLOPTS -u BASHOPTS -u BASH_ENV -u ENV ${sudo ? become[sudo] : ""}"$@"`,
  ].join("; ");
};

/** Runs as the user that the command is for, in an environment that no start-up file changes. */
const commandStage = [
  "a=$1; b=$2",
  MARK,
  "unset DOCKER_HOST DOCKER_CONTEXT DOCKER_TLS_VERIFY DOCKER_CERT_PATH DOCKER_API_VERSION GREP_OPTIONS CDPATH",
  "LC_ALL=C; PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export LC_ALL PATH",
  "umask 022",
  `mark ${marks.begin}`,
  '/bin/sh -c "$(printf %b "$3")"',
  "code=$?",
  `mark "${marks.end}$code"`,
  "exit $code",
].join("; ");

/** The line that runs a script, and the marks around its output. */
export function frame(script: string, { sudo, seconds }: FrameOptions = {}): Framed {
  // What could be the begin of a mark is held back until more comes: hardly anything ends with a tilde.
  const [a, b] = [`~${randomBytes(12).toString("hex")}`, randomBytes(12).toString("hex")];
  const limit = seconds === undefined ? [] : ["timeout", "-k", "10", String(seconds)];
  // The halves of the token are apart in the line: a shell that prints what it runs prints no mark.
  const words = [...limit, "/bin/sh", "-c", commandStage, "sh", a, b, encode(script)];
  const line = quote(["/bin/sh", "-c", shellStage(sudo), "sh", a, b, ...words]);
  return { line, token: a + b, probes: [`# ${a} 1\n`, `# ${a} 2\n`] };
}

/** For `printf %b`: shells do not agree on what quotes, backslashes, `!` and line breaks mean between quotes. */
function encode(script: string): string {
  if (script.includes("\0")) throw new TypeError("A word of a shell command cannot hold a NUL byte");
  return script.replace(/['\\!\n]/g, (char) => `\\0${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
}
