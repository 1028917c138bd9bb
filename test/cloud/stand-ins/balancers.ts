import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Address4 } from "ip-address";
import { send } from "../../../lab/client";
import { loadMachines } from "../../../lab/store";
import { listen } from "../../../lab/system/ports";
import { joinSockets } from "../../../lab/system/sockets";
import { SwarmError } from "../../../provisioners/core/errors";
import { holds } from "./health";
import { proxyHeader } from "./proxy-protocol";
import type { Target, Way } from "./ways";

const LOOK_MS = 250;
const CHECK_MS = 2_000;
/** Failed checks in a row after which a target gets no more connections. */
const UNWELL = 2;

interface Opened {
  way: Way;
  server: net.Server;
  turn: number;
}

/** The load balancers of a cloud's account: they forward to machines of the lab as the account says at each moment. */
export class Balancers {
  private readonly opened = new Map<string, Opened>();
  /** Failed checks in a row by target; a target that has never passed one is not well. */
  private readonly failures = new Map<string, number>();
  private readonly locals = new Map<string, number>();
  private running = true;
  private readonly work: Promise<unknown>;

  constructor(
    private readonly ways: () => Way[],
    private readonly reach: Reach,
    checkMs = CHECK_MS,
  ) {
    this.work = Promise.all([this.loop(this.open, LOOK_MS), this.loop(this.check, checkMs)]);
  }

  async close(): Promise<void> {
    this.running = false;
    await this.work;
    for (const { server } of this.opened.values()) server.close();
  }

  private async loop(step: (ways: readonly Way[]) => Promise<void>, pauseMs: number): Promise<void> {
    while (this.running) {
      await step(this.ways());
      await sleep(pauseMs);
    }
  }

  private open = async (ways: readonly Way[]) => {
    const wanted = new Map(ways.map((way) => [`${way.address}:${way.port}`, way]));
    for (const [at, { server }] of this.opened) {
      if (wanted.has(at)) continue;
      server.close();
      this.opened.delete(at);
    }
    for (const [at, way] of wanted) {
      const present = this.opened.get(at);
      if (present) {
        present.way = way;
        continue;
      }
      const server = await listen(way.port, (socket) => this.accept(socket, at), way.address);
      this.opened.set(at, { way, server, turn: 0 });
    }
  };

  private accept(socket: net.Socket, at: string): void {
    const opened = this.opened.get(at);
    const target = opened && isLetIn(socket, opened.way) ? this.choose(opened) : undefined;
    const local = target && this.locals.get(keyOf(target));
    if (!opened || local === undefined) {
      socket.destroy();
      return;
    }
    const machine = net.connect({ host: "127.0.0.1", port: local, noDelay: true });
    machine.write(greeting(opened.way, socket));
    joinSockets(socket, machine);
  }

  /** The next target that is well. */
  private choose(opened: Opened): Target | undefined {
    const { targets, isUnchecked } = opened.way;
    const well = targets.filter((target) => isUnchecked || (this.failures.get(keyOf(target)) ?? UNWELL) < UNWELL);
    opened.turn++;
    return well[opened.turn % well.length];
  }

  private check = async (ways: readonly Way[]) => {
    const targets = ways.flatMap((way) => way.targets.map((target) => ({ way, target })));
    await Promise.all(
      targets.map(async ({ way, target }) => {
        const key = keyOf(target);
        const local = await this.reach(target);
        if (local !== undefined) this.locals.set(key, local);
        if (way.isUnchecked) return;
        const isWell = local !== undefined && (await holds(local, greeting(way)));
        this.failures.set(key, isWell ? 0 : (this.failures.get(key) ?? UNWELL) + 1);
      }),
    );
  };
}

/** The port of this computer that leads to a target; none, where its machine is gone. */
export type Reach = (target: Target) => Promise<number | undefined>;

/** The way to machines of a lab. */
export function reachIn(lab: string): Reach {
  return async ({ machine: name, port }) => {
    if (!(await loadMachines(lab)).some((machine) => machine.name === name)) return undefined;
    try {
      return Number(await send(lab, { command: "forward", name, port }));
    } catch (error) {
      // The machine has just been removed, and the lab with the last one.
      if (error instanceof SwarmError) return undefined;
      throw error;
    }
  };
}

const keyOf = ({ machine, port }: Target) => `${machine}:${port}`;

function isLetIn({ remoteAddress = "" }: net.Socket, { clients }: Way): boolean {
  return !clients || clients.some((network) => new Address4(remoteAddress).isInSubnet(new Address4(network)));
}

/** What a connection of a client's begins with; without one it is the balancer's own, to see whether a target is well. */
function greeting({ proxyProtocol, address, port }: Way, client?: net.Socket): Buffer {
  const to = { address, port };
  const from = { address: client?.remoteAddress ?? address, port: client?.remotePort ?? port };
  return proxyProtocol ? proxyHeader(proxyProtocol, from, to) : Buffer.alloc(0);
}
