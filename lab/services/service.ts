import { spawn } from "node:child_process";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { dyingWithUs, lastLines, whyNotStarted } from "../../provisioners/core/process";
import { howToInstall, onPath } from "../../provisioners/core/programs";
import { until } from "../../provisioners/core/until";
import { labEnvironment } from "../system/environment";
import { listens } from "../system/listens";

/** A program that serves a port of loopback. */
export interface Service {
  readonly port: number;
  /** Settled when the program ended, for whatever reason. */
  readonly ended: Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a program and waits until it listens; its output goes to `<program>.log` in a folder. */
export async function startService(program: string, args: string[], port: number, folder: string): Promise<Service> {
  const failed = (cause: unknown, fix: string) =>
    new SwarmError({ code: "LAB_SERVICE", summary: `Cannot start ${program}`, host: "this machine", cause, fix });
  if (!(await onPath(program))) throw failed(`there is no program ${program} on PATH`, howToInstall(program));
  const logFile = join(folder, `${program}.log`);
  const log = await open(logFile, "a", 0o600);
  // A lab that was killed must not leave it behind.
  const child = spawn(...dyingWithUs(program, args), {
    stdio: ["ignore", log.fd, log.fd],
    env: labEnvironment(),
  });
  let reason: unknown;
  const ended = new Promise<unknown>((resolve) => {
    child.once("error", (error) => resolve(whyNotStarted(child.spawnfile, error)));
    child.once("exit", (code, signal) => resolve(`it ended with ${code ?? signal}`));
  });
  void ended.then((why) => {
    reason = why;
  });
  // Only now: a program that ends at once has its end noticed.
  await log.close();
  const close = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  try {
    await until(
      async () => {
        if (reason === undefined) return (await listens({ host: "127.0.0.1", port })) ? true : undefined;
        throw failed(`${reason}\n${lastLines(await readFile(logFile, "utf8"))}`, `look at ${logFile}`);
      },
      { what: `${program} to listen`, deadlineMs: 20_000, pauseMs: 50 },
    );
  } catch (error) {
    await close();
    throw error;
  }
  return { port, ended, close };
}
