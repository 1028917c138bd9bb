import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { open, rm, truncate } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { Address4 } from "ip-address";
import { deleteMachine, ensureMachine, listMachines, send, startDaemon } from "../../../lab/client";
import type { InboundRule } from "../../../lab/network/firewall";
import { loadMachines } from "../../../lab/store";
import { reachIn } from "./balancers";
import type { Centre, Order } from "./centre";
import { holds } from "./health";
import { closedPorts, type LabSettings, type Settings } from "./settings";

const MEMORY = 768;

/** A lab in which a cloud's machines, disks and firewalls are real. */
export class DataCentre implements Centre {
  private changes: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly settings: LabSettings,
    /** What may come in at each machine by the account's rules; undefined for a machine without a firewall. */
    private readonly rulesOf: () => Map<string, InboundRule[] | undefined>,
  ) {}

  async make(order: Order, status: (text: string) => void, signal: AbortSignal): Promise<void> {
    const { name, address, publicAddress, userData, metaData } = order;
    const request = {
      ...{ name, address, cpus: 1, memory: MEMORY, image: "cloud" as const, ports: [], authorizedKey: "" },
      // JSON is YAML.
      cloud: { userData, metaData: JSON.stringify(metaData), publicAddress },
    };
    await ensureMachine(this.settings.lab, request, status, signal);
    await this.applyRules();
  }

  async remove(name: string): Promise<void> {
    await this.inTurn(() => deleteMachine(this.settings.lab, name));
    await this.applyRules();
  }

  async answers(machine: string, port: number, signal: AbortSignal): Promise<void> {
    const reach = reachIn(this.settings.lab);
    for (;;) {
      const local = await reach({ machine, port });
      if (local !== undefined && (await holds(local, Buffer.alloc(0)))) return;
      await sleep(1_000, undefined, { signal });
    }
  }

  async exists(name: string): Promise<boolean> {
    return (await loadMachines(this.settings.lab)).some((machine) => machine.name === name);
  }

  applyRules(): Promise<void> {
    return this.inTurn(() => this.apply());
  }

  async makeDisk(file: string, gibibytes: number): Promise<void> {
    if (!existsSync(file)) await (await open(file, "w", 0o600)).close();
    await truncate(file, gibibytes * 2 ** 30);
  }

  async removeDisk(file: string): Promise<void> {
    for (const path of [file, `${file}.cow`]) await rm(path, { force: true });
  }

  attach = (name: string, file: string, serial: string) =>
    send(this.settings.lab, { command: "attach", name, disk: { file, serial } });

  async detach(name: string, file: string): Promise<void> {
    if (await this.exists(name)) await send(this.settings.lab, { command: "detach", name, file });
  }

  private async apply(): Promise<void> {
    const { lab } = this.settings;
    if ((await loadMachines(lab)).length === 0) return;
    await startDaemon(lab);
    const closed = closedPorts(this.settings.folder);
    const isOpen = ({ ports }: InboundRule) => !ports || !closed.includes(ports[0]);
    const wanted = this.rulesOf();
    for (const { name, firewall } of await listMachines(lab)) {
      const rules = wanted.get(name)?.filter(isOpen);
      if (!isDeepStrictEqual(rules, firewall)) await send(lab, { command: "firewall", name, rules });
    }
  }

  private inTurn<T>(change: () => Promise<T>): Promise<T> {
    const done = this.changes.then(change);
    this.changes = done.catch(() => undefined);
    return done;
  }
}

/** The first address of a network that is free; clouds keep some at its begin for themselves. */
export function freeAddress(network: string, taken: readonly string[], kept: number): string {
  const whole = new Address4(network);
  for (let n = whole.startAddress().bigInt() + BigInt(kept); n < whole.endAddress().bigInt(); n++) {
    const address = Address4.fromBigInt(n).correctForm();
    if (!taken.includes(address)) return address;
  }
  throw new Error(`422 ${network} has no free address`);
}

/** A public address: one of loopback, that no other lab's machine and no service has. */
export function publicAddress({ lab, folder }: Settings, number: number): string {
  const [a, b] = createHash("sha256")
    .update(lab ?? folder)
    .digest();
  return `127.${64 + ((a as number) % 128)}.${b}.${(number % 250) + 2}`;
}
