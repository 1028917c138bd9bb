import { readFile } from "node:fs/promises";
import { adminKeyFile } from "../../../lab/admin-key";
import { deleteMachine } from "../../../lab/client";
import { loadMachines } from "../../../lab/store";
import { type Host, withDocker } from "../../../provisioners/docker/host";
import { createSshPool } from "../../../provisioners/ssh/pool";
import type { Connection } from "../../../provisioners/ssh/schema";
import { paced, until } from "./jest/pace";

export const pool = withDocker(createSshPool());

/** Ends the tests' own connections. */
export const closeConnections = () => pool.close();

/** Removes every machine of a lab. */
export async function removeMachines(lab: string): Promise<void> {
  for (const { name } of await loadMachines(lab)) await deleteMachine(lab, name);
}

/** How to reach a machine of a lab, with the key that people have for it. */
export async function connectionTo(lab: string, name: string): Promise<Connection> {
  const machine = (await loadMachines(lab)).find((known) => known.name === name);
  if (!machine) throw new Error(`no machine ${name} in the lab ${lab}`);
  return {
    host: "127.0.0.1",
    port: machine.sshPort,
    user: "root",
    privateKey: await readFile(adminKeyFile(lab), "utf8"),
    hostKey: machine.hostKey,
  };
}

export async function host(lab: string, name: string, deadlineMs = 60_000): Promise<Host> {
  return pool.use(await connectionTo(lab, name), { name, deadlineMs: paced(deadlineMs) });
}

/** What a command prints on a machine; other exit codes than `codes` are errors. */
export async function on(
  lab: string,
  name: string,
  command: string,
  codes = [0],
  deadlineMs = 60_000,
): Promise<string> {
  return (await (await host(lab, name)).run(command, { codes, deadlineMs: paced(deadlineMs) })).stdout.trim();
}

/** The body of a page, asked for until it answers. */
export function page(url: string, deadlineMs = 60_000): Promise<string> {
  return until(
    async () => {
      try {
        const answer = await fetch(url, { signal: AbortSignal.timeout(paced(5_000)) });
        return answer.ok ? await answer.text() : undefined;
      } catch {
        return undefined;
      }
    },
    { what: `an answer of ${url}`, deadlineMs },
  );
}
