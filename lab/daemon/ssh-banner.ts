import net from "node:net";
import { SwarmError } from "../../provisioners/core/errors";
import { readerCommand } from "../../provisioners/core/reader-command";
import { until } from "../../provisioners/core/until";
import { endOfConsole } from "./console";

export interface SshWait {
  name: string;
  port: number;
  deadlineMs: number;
  /** The machine's console, whose end explains a failure. */
  console: string;
  status: (text: string) => void;
  /** Aborted with the reason when the machine cannot get there. */
  signal: AbortSignal;
}

/** Waits until a machine's SSH server greets on a port of loopback. */
export async function waitForSsh(wait: SshWait): Promise<void> {
  const started = Date.now();
  try {
    await until(async () => ((await greets(wait.port)) ? true : undefined), {
      what: "its SSH server",
      deadlineMs: wait.deadlineMs,
      signal: wait.signal,
      onWait: () => wait.status(`booting, ${Math.round((Date.now() - started) / 1000)} s`),
    });
  } catch (error) {
    wait.signal.throwIfAborted();
    throw new SwarmError({
      code: "LAB_BOOT",
      summary: `The machine ${wait.name} does not boot`,
      host: "this machine",
      cause: `${error instanceof Error ? error.message : error}\nEnd of its console:\n${endOfConsole(wait.console)}`,
      fix: `read ${wait.console}; is there enough free memory? \`${readerCommand("lab", `kill ${wait.name}`)}\` and the same command again boot it anew`,
    });
  }
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: "127.0.0.1", port, timeout: 2_000 });
    const finish = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket
      .once("data", (data) => finish(data.toString().startsWith("SSH-")))
      .once("timeout", () => finish(false))
      .once("close", () => finish(false))
      .once("error", () => finish(false));
  });
}
