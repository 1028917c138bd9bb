import { execute } from "../../provisioners/core/process";

const CONSOLE_MS = 10_000;

/**
 * Tells a machine's console something. It answers within its network namespace only.
 * @throws Error with the console's answer where it refuses
 */
export async function tellConsole(socket: string, words: string): Promise<void> {
  // On stderr the program warns of sockets where it looked first.
  const { stdout, output } = await execute("uml_mconsole", [socket, words], { timeoutMs: CONSOLE_MS });
  if (!stdout.startsWith("OK")) throw new Error(`the machine's console answers to "${words}": ${output}`);
}
