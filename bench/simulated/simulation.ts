import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { packageRoot } from "../../provisioners/core/paths";
import { type GeneratedKey, generateKey } from "../../provisioners/ssh/keys/generate";
import { Centre } from "./centre/centre";
import type { Ask, Door, HostRecord, Message, Nature } from "./hosts/settings";

export interface SimulationOptions extends Partial<Nature> {
  hosts: number;
  managers?: number;
}

/** More in one process are too much for its core. */
const HOSTS_A_PROCESS = 100;
/** Milliseconds for a process to have its hosts ready, or to hand over their records. */
const PROCESS_MS = 120_000;

/** Hosts that are there only in processes of their own, and their Docker. */
export class Simulation {
  readonly loginKey: GeneratedKey = generateKey();
  readonly unsupported: string[] = [];
  readonly #children: ChildProcess[] = [];
  #doors: Door[] = [];

  private constructor(
    readonly machines: { name: string; role: "manager" | "worker"; address: string }[],
    readonly centre: Centre,
    private readonly folder: string,
    private readonly nature: Nature,
  ) {}

  static async start({ hosts, managers = Math.min(3, hosts), ...given }: SimulationOptions): Promise<Simulation> {
    const nature = { seed: 1, latencyMs: 0, workFactor: 1, oneDropIn: 0, ...given };
    const machines = Array.from({ length: hosts }, (_, index) => {
      const isManager = index < managers;
      return {
        name: isManager ? `manager-${index + 1}` : `worker-${index - managers + 1}`,
        role: isManager ? ("manager" as const) : ("worker" as const),
        address: `10.80.${Math.floor(index / 250)}.${(index % 250) + 2}`,
      };
    });
    const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-simulated-"));
    const simulation = new Simulation(machines, new Centre(machines, nature), folder, nature);
    try {
      await simulation.#start();
    } catch (error) {
      await simulation.close();
      throw error;
    }
    return simulation;
  }

  async #start(): Promise<void> {
    const centre = join(this.folder, "docker.sock");
    await this.centre.listen(centre);
    const doors: Promise<Door[]>[] = [];
    for (let from = 0; from < this.machines.length; from += HOSTS_A_PROCESS) {
      const child = fork(join(packageRoot, "dist/bench/simulated/hosts/process.js"), { execArgv: [] });
      child.on("message", (message: Message) => {
        if ("unsupported" in message) this.unsupported.push(message.unsupported);
      });
      this.#children.push(child);
      const hosts = this.machines.slice(from, from + HOSTS_A_PROCESS);
      const order = { ...this.nature, hosts, centre, authorizedKey: this.loginKey.publicKey };
      doors.push(answer(child, { order }).then((message) => ("doors" in message ? message.doors : [])));
    }
    this.#doors = (await Promise.all(doors)).flat();
  }

  /** The configuration of the source `hosts`. */
  config(privateKeyFile: string): object[] {
    return this.#doors.map(({ port, hostKey }, index) => {
      return { ...this.machines[index], host: "127.0.0.1", port, user: "root", privateKeyFile, hostKey };
    });
  }

  /** The machines with what the SSH pool needs of them. */
  connections() {
    return this.#doors.map(({ port, hostKey }, index) => {
      const { role, address } = this.machines[index] as (typeof this.machines)[0];
      const connection = { host: "127.0.0.1", port, user: "root", privateKey: this.loginKey.privateKey, hostKey };
      return { role, address, connection };
    });
  }

  async records(): Promise<HostRecord[]> {
    const all = await Promise.all(this.#children.map((child) => answer(child, "records")));
    return all.flatMap((message) => ("records" in message ? message.records : []));
  }

  /** @throws SwarmError where the product asked for something that no simulated host knows. */
  check(): void {
    const unknown = [...this.unsupported, ...this.centre.unsupported];
    if (unknown.length === 0) return;
    throw new SwarmError({
      code: "BENCH",
      summary: `Simulated hosts were asked ${unknown.length} times for what they do not know`,
      cause: unknown[0],
      fix: "Teach it to bench/simulated/programs, shell or centre",
    });
  }

  async close(): Promise<void> {
    const ends = this.#children.map((child) => {
      if (child.exitCode !== null || child.signalCode !== null) return undefined;
      return new Promise((resolve) => {
        child.once("exit", resolve);
        // It ends with its channel.
        if (child.connected) child.disconnect();
      });
    });
    await Promise.all(ends);
    await this.centre.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Asks a process; its answer, or an error where it ends or stays silent. */
function answer(child: ChildProcess, ask: Ask): Promise<Message> {
  return new Promise((resolve, reject) => {
    const finish = (work: () => void) => {
      clearTimeout(timer);
      child.off("message", heard).off("exit", ended);
      work();
    };
    const heard = (message: Message) => {
      if (!("unsupported" in message)) finish(() => resolve(message));
    };
    const failed = (summary: string) => finish(() => reject(new SwarmError({ code: "BENCH", summary })));
    const ended = (code: number | null) => failed(`A process of simulated hosts ended with ${code}`);
    const timer = setTimeout(() => failed("A process of simulated hosts does not answer"), PROCESS_MS);
    child.on("message", heard).once("exit", ended);
    child.send(ask);
  });
}
