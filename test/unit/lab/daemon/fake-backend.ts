import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import net from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Backend, MachineHost } from "../../../../lab/backends/backend";
import { consoleFile } from "../../../../lab/daemon/console";
import { Lab } from "../../../../lab/daemon/lab";
import type { Gate, GateEvents } from "../../../../lab/gate/client";
import type { Request } from "../../../../lab/gate/messages";
import type { MachineRecord } from "../../../../lab/store";

export type Step = "prepare" | "kernel" | "image" | "forward" | "program" | "firewall" | "remove";

/** Runs no machines, but answers for their SSH servers; each of its steps can be made to fail once. */
export class FakeBackend {
  readonly name = "unit";
  readonly steps: Step[] = [];
  /** Programs that run, by their machine; a new start is a new number. */
  readonly running = new Map<string, number>();
  private readonly broken = new Map<Step, Error>();
  private readonly servers = new Map<string, net.Server>();
  private events?: GateEvents;
  private starts = 0;
  /** Machines whose programs end as soon as they run. */
  readonly mortal = new Set<string>();
  /** Machines without an answer of their SSH server. */
  readonly mute = new Set<string>();

  private constructor(private readonly folder: string) {}

  static async make(): Promise<FakeBackend> {
    const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-unit-"));
    process.env.PULUMI_SWARM_CACHE = folder;
    return new FakeBackend(folder);
  }

  failOnce(step: Step, error: Error): void {
    this.broken.set(step, error);
  }

  /** A lab on it, as the lab's daemon opens it. */
  open(): Promise<Lab> {
    return Lab.open(
      this.name,
      this.backend(),
      () => undefined,
      async (kind) => {
        await this.step("image");
        return this.image(kind);
      },
    );
  }

  /** What ends a machine's program from outside. */
  die(name: string): void {
    this.servers.get(name)?.close();
    if (this.running.delete(name)) this.events?.onExit(name);
  }

  /** Ends the lab and its machines as a power cut does. */
  crash(): void {
    this.events = undefined;
    for (const name of this.running.keys()) this.die(name);
  }

  async close(): Promise<void> {
    for (const server of this.servers.values()) server.close();
    delete process.env.PULUMI_SWARM_CACHE;
    await rm(this.folder, { recursive: true });
  }

  private backend(): Backend {
    return {
      kind: "uml",
      label: "nothing",
      bootMs: 60_000,
      packages: {},
      livesInNamespace: false,
      isInstalled: async () => true,
      kernel: async () => {
        await this.step("kernel");
        return { kind: "uml", version: "1", files: [], packages: [], hooks: () => [] };
      },
      prepare: () => this.step("prepare"),
      probe: async () => undefined,
      open: async (_lab, events) => {
        this.events = events;
        return this.host();
      },
      processWord: (lab, name) => `unit=${lab}-${name}`,
    };
  }

  private host(): MachineHost {
    return {
      gate: { ask: (request: Request) => this.ask(request) } as unknown as Gate,
      start: (machine) => this.start(machine),
      forward: () => this.step("forward"),
      attach: async () => undefined,
      detach: async () => undefined,
      remove: () => this.step("remove"),
      close: async () => undefined,
    };
  }

  private async ask(request: Request): Promise<unknown> {
    if (request.do === "firewall") await this.step("firewall");
    if (request.do === "signal" && request.signal === "SIGKILL") this.die(request.name);
    return undefined;
  }

  private async start({ name, sshPort }: MachineRecord): Promise<void> {
    await this.step("program");
    await writeFile(consoleFile(this.name, name), "the console\n");
    this.running.set(name, ++this.starts);
    if (this.mortal.has(name)) {
      this.die(name);
      return;
    }
    const server = net.createServer((socket) => socket.end(this.mute.has(name) ? "" : "SSH-2.0-unit\r\n"));
    this.servers.set(name, server);
    await new Promise<void>((resolve) => server.listen(sshPort, "127.0.0.1", resolve));
  }

  private async image(kind: string): Promise<string> {
    const file = join(this.folder, "images", `${kind}.ext4`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, "");
    return file;
  }

  private async step(step: Step): Promise<void> {
    this.steps.push(step);
    const error = this.broken.get(step);
    this.broken.delete(step);
    if (error) throw error;
  }
}
