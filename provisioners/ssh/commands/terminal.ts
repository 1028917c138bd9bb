import { once } from "node:events";
import type { ClientChannel } from "ssh2";
import { cancelled, dropped } from "../failures";
import { quote } from "../quote";
import type { Terminal } from "../types";
import type { CommandHost } from "./command";
import { notStarted, openChannel } from "./exec";

/** `Host.terminal`: a shell, or one command, on the user's own terminal. Gives its exit code. */
export async function openTerminal(
  host: CommandHost,
  command: string | readonly string[] | undefined,
  { input, output, errors }: Terminal,
): Promise<number> {
  const { link, label, use } = host;
  const what = "open a terminal";
  const wire = await link.wire({ ...use, label });
  const size = () => ({ cols: output.columns ?? 80, rows: output.rows ?? 24 });
  const pty = errors ? undefined : { ...size(), term: process.env.TERM ?? "xterm" };
  const isRaw = pty !== undefined && input.isTTY;
  const channel = await new Promise<ClientChannel>((resolve, reject) => {
    const line = command === undefined || typeof command === "string" ? command : quote(command);
    const opened = (error: Error | undefined, made: ClientChannel) =>
      error ? reject(notStarted(wire, error, { what, label })) : resolve(made);
    openChannel(wire, line, opened, pty);
  });
  const resize = () => {
    const { rows, cols } = size();
    channel.setWindow(rows, cols, 0, 0);
  };
  const cancel = () => channel.close();
  let code: number | undefined;
  channel.on("exit", (status: number | null) => {
    code = status ?? 128;
  });
  // In raw mode ^C is a character for the other side.
  if (isRaw) input.setRawMode(true);
  if (pty) output.on("resize", resize);
  use.signal?.addEventListener("abort", cancel, { once: true });
  try {
    input.pipe(channel);
    channel.pipe(output, { end: false });
    if (errors) channel.stderr.pipe(errors, { end: false });
    await once(channel, "close");
  } finally {
    use.signal?.removeEventListener("abort", cancel);
    output.off("resize", resize);
    input.unpipe(channel).pause();
    if (isRaw) input.setRawMode(false);
  }
  if (use.signal?.aborted) throw cancelled(what, label);
  if (code === undefined) throw dropped(what, label, wire.lost ?? "it ended without an exit code");
  return code;
}
