import type { ClientChannel, PseudoTtyOptions } from "ssh2";
import { SwarmError } from "../../core/errors";
import { patient } from "../../core/patience";
import { cancelled, dropped, noCommand, wrongSudoPassword } from "../failures";
import { Conversation } from "../frame/conversation";
import type { Framed } from "../frame/line";
import { Lines } from "../lines";
import type { RunResult } from "../types";
import type { Wire } from "../wire";

/** The longest time that Node's timers know. */
const LONGEST_MS = 2 ** 31 - 1;

export interface ExecOptions {
  label: string;
  user: string;
  sudoPassword?: string;
  /** For errors. */
  what: string;
  deadlineMs: number;
  stdin?: string | Buffer;
  onLine?: (line: string) => void;
  signal?: AbortSignal;
}

/** Runs one command on a connection and returns its exit code, whatever it is. */
export function exec(wire: Wire, framed: Framed, options: ExecOptions): Promise<RunResult> {
  const { label, what, stdin = "", onLine, signal, sudoPassword } = options;
  return new Promise((resolve, reject) => {
    let channel: ClientChannel | undefined;
    let conversation: Conversation | undefined;
    let settled = false;
    const settle = (finish: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal?.removeEventListener("abort", cancel);
      finish();
    };
    const stop = (error: SwarmError) =>
      settle(() => {
        if (channel) end(wire, channel);
        reject(error);
      });
    const cancel = () => stop(cancelled(what, label));
    const deadlineMs = Math.min(patient(options.deadlineMs), LONGEST_MS);
    const timer = setTimeout(() => stop(deadline(options, conversation)), deadlineMs);
    signal?.addEventListener("abort", cancel, { once: true });

    openChannel(wire, framed.line, (error, opened) => {
      if (error) return settle(() => reject(notStarted(wire, error, options)));
      channel = opened;
      channel.on("error", (failure: Error) => stop(dropped(what, label, failure.message)));
      if (settled) return end(wire, channel);
      const stdout = new Lines(onLine);
      const stderr = new Lines(onLine);
      const spoken = new Conversation(channel, {
        framed,
        input: stdin,
        sudoPassword,
        stdout: (chunk) => stdout.write(chunk),
        stderr: (chunk) => stderr.write(chunk),
        onRefusal: () => stop(wrongSudoPassword(options.user, label)),
      });
      conversation = spoken;
      let status: number | undefined;
      // A command that was killed has no exit code; shells report 128 and more for it.
      channel.on("exit", (code: number | null) => {
        status = code ?? 128;
      });
      channel.on("close", () =>
        settle(() => {
          const result = { stdout: stdout.end(), stderr: stderr.end() };
          const code = spoken.code ?? endCode(status);
          const isInputTaken = spoken.isInputTaken || undefined;
          if (code === undefined) reject(dropped(what, label, wire.lost ?? "the command ended without an exit code"));
          else if (spoken.code === undefined && spoken.stage !== "command") reject(noCommand(spoken, options, status));
          else resolve({ ...result, code, ...(isInputTaken && { isInputTaken }) });
        }),
      );
    });
  });
}

/** The code of a command that did not come to its end: no success, whatever the login shell makes of it. */
const endCode = (status: number | undefined) => (status === 0 ? 128 : status);

/** As `client.exec`, or `client.shell` without a command, with one way to report errors. */
export function openChannel(
  wire: Wire,
  command: string | undefined,
  callback: (error: Error | undefined, channel: ClientChannel) => void,
  pty?: PseudoTtyOptions,
): void {
  try {
    if (command === undefined) wire.client.shell(pty ?? false, callback);
    else wire.client.exec(command, { pty }, callback);
  } catch (error) {
    callback(error as Error, undefined as never);
  }
}

/** The error of a channel that the host did not open. */
export function notStarted(
  wire: Wire,
  error: Error & { reason?: unknown },
  { what, label }: Pick<ExecOptions, "what" | "label">,
): SwarmError {
  if (wire.lost !== undefined) return dropped(what, label, wire.lost);
  if (typeof error.reason === "number") {
    return new SwarmError({
      code: "SSH_CHANNEL_REFUSED",
      kind: "transient",
      summary: `The host opened no session to: ${what}`,
      host: label,
      cause: error.message,
      fix: "Set MaxSessions in /etc/ssh/sshd_config to 10 (its default) or more",
    });
  }
  if (error.message !== "Unable to exec") return dropped(what, label, error.message);
  return new SwarmError({
    code: "SSH_EXEC_REFUSED",
    summary: `The host refuses to: ${what}`,
    host: label,
    cause: "sshd does not let this login run commands",
    fix: "Use a login with a shell and without a forced command",
  });
}

/** Ends the remote command as far as sshd lets us; the line's own `timeout` ends what is left. */
function end({ client }: Wire, channel: ClientChannel): void {
  channel.resume();
  channel.stderr.resume();
  // `channel.signal` does nothing once our input has ended, which it has for every command; the protocol allows it.
  const protocol: { signal(id: number, name: string): void } = Reflect.get(client, "_protocol");
  const { id, state } = channel.outgoing as { id: number; state: string };
  if (state === "open" || state === "eof") protocol.signal(id, "TERM");
  channel.close();
}

function deadline(options: ExecOptions, conversation: Conversation | undefined): SwarmError {
  const { what, label } = options;
  if (conversation?.stage === "start-up") return noCommand(conversation, options);
  return new SwarmError({
    code: "DEADLINE",
    kind: "transient",
    summary: `Not done within ${Math.ceil(patient(options.deadlineMs) / 1000)} s, and ended: ${what}`,
    host: label,
    fix: "Look at the machine's load, disk and network, then run `pulumi up` again",
  });
}
