import { spawn } from "node:child_process";
import { whyNotStarted } from "../../provisioners/core/process";
import { labEnvironment } from "../system/environment";

export interface Boot {
  file: string;
  args: string[];
  env?: NodeJS.ProcessEnv;
  /** What is booted, for the reason: "a kernel". */
  what: string;
  /** What its console shows when it works. */
  proof: RegExp;
  deadlineMs: number;
}

/** What Linux says once it has started all of itself and finds no disk. */
export const LINUX_IS_UP = /Unable to mount root fs/;

/** Boots something until its console shows that it works, and ends it; says why it does not get that far. */
export function boots({ file, args, env, what, proof, deadlineMs }: Boot): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { PATH: labEnvironment().PATH, ...env },
      // A process group of its own, because user-mode Linux is several processes.
      detached: true,
    });
    let printed = "";
    let late = false;
    const end = () => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
    };
    const timer = setTimeout(() => {
      late = true;
      end();
    }, deadlineMs);
    const take = (chunk: Buffer) => {
      const worked = proof.test(printed);
      printed += chunk.toString();
      if (!worked && proof.test(printed)) end();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    const finish = (failure: string) => {
      clearTimeout(timer);
      resolve(proof.test(printed) ? undefined : failure);
    };
    child.once("error", (error) => finish(whyNotStarted(file, error)));
    child.once("close", (code, signal) => {
      const last = printed.trim().split("\n").at(-1)?.trim();
      if (late) finish(`${what} does not boot within ${deadlineMs / 1000} s`);
      else finish(`it ended with ${code ?? signal}${last ? `: ${last}` : ""}`);
    });
  });
}
