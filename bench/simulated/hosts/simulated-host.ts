import { request } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { join } from "../../../test/ssh/join";
import { type Call, TestServer } from "../../../test/ssh/server";
import { type Host, programOf } from "../programs";
import { randomOf } from "../seed";
import { builtins } from "../shell/builtins";
import { type Entry, Files } from "../shell/files";
import { type Machine, Shell } from "../shell/run";
import { Sink, Source } from "../shell/streams";
import { Unsupported } from "../shell/syntax";
import { workOf } from "../work";
import { DistantSocket } from "./latency";
import type { HostRecord, Operation, Order } from "./settings";

/** Round trips of a dial: TCP, names, three of the key exchange, and three of the login. */
const DIAL_TRIPS = 8;
/** Milliseconds that a usual machine takes to start a shell. */
const SHELL_MS = 15;

/** A host that speaks SSH, runs what it is sent in a shell of its own, and hands Docker's API on to the centre. */
export class SimulatedHost implements Host, Machine {
  readonly files: Files;
  readonly units = new Map([
    ["docker", { active: true, enabled: true }],
    ["containerd", { active: true, enabled: true }],
    ["systemd-timesyncd", { active: true, enabled: true }],
  ]);
  readonly #operations: Operation[] = [];
  readonly #random: () => number;
  readonly #speed: number;
  #server: TestServer | undefined;
  /** Milliseconds of work that the command in hand has cost. */
  #worked = 0;

  constructor(
    readonly name: string,
    readonly address: string,
    private readonly order: Order,
    image: ReadonlyMap<string, Entry>,
    private readonly onUnsupported: (text: string) => void,
  ) {
    this.files = new Files(image);
    this.#random = randomOf(order.seed, name);
    // One machine in some is slow.
    this.#speed = order.workFactor * (0.7 + 0.6 * this.#random() + (this.#random() < 0.05 ? 1 : 0));
    this.files.write("/etc/hostname", { text: `${name}\n` });
    this.files.write("/etc/machine-id", {
      text: `${Buffer.from(name.padEnd(16, "-")).toString("hex").slice(0, 32)}\n`,
    });
  }

  get hostname(): string {
    return this.files.get("/etc/hostname")?.text.trim() ?? "";
  }

  async start(): Promise<TestServer> {
    const { latencyMs, authorizedKey } = this.order;
    this.#server = await TestServer.start({
      authorizedKey,
      handler: (call) => this.#command(call),
      onDockerStream: (stream) => this.#dockerStream(stream),
      onLogin: () => this.#endOfDial(),
      onConnection: (socket, accept) => {
        socket.setNoDelay(true);
        // Connecting is a round trip, and the first words are under way for half of one.
        setTimeout(() => accept(new DistantSocket(socket, latencyMs / 2)), latencyMs * 1.5);
        this.#operations.push({
          kind: "dial",
          what: "dial",
          began: Date.now(),
          ended: 0,
          roundTrips: DIAL_TRIPS,
          workMs: 0,
        });
      },
    });
    return this.#server;
  }

  #endOfDial(): void {
    const dial = this.#operations.find(({ kind, ended }) => kind === "dial" && ended === 0);
    if (dial) dial.ended = Date.now();
  }

  record(): HostRecord {
    return { name: this.name, connections: this.#server?.dials ?? 0, operations: this.#operations };
  }

  takes(ms: number): void {
    this.#worked += ms * this.#speed * (0.8 + 0.4 * this.#random());
  }

  program(name: string) {
    return programOf(this, name);
  }

  /** Gossip of a swarm is everywhere; nobody listens on any other port. */
  listens(_address: string, port: number): boolean {
    return port === 7946;
  }

  async #command({ command, stdin }: Call) {
    const began = Date.now();
    const out = new Map([1, 2].map((descriptor) => [descriptor, new Sink()]));
    const variables = new Map([
      ["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
      ["HOME", "/root"],
      ["PWD", "/root"],
    ]);
    let workMs = 0;
    try {
      this.takes(SHELL_MS);
      const shell = new Shell(this, { in: new Source(stdin), out }, variables, [], builtins);
      const code = await shell.script(command);
      workMs = await this.#spend();
      const isDropped = this.order.oneDropIn > 0 && this.#random() * this.order.oneDropIn < 1;
      if (isDropped) return "drop" as const;
      return { stdout: out.get(1)?.text, stderr: out.get(2)?.text, code };
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      const text = `${this.name} does not know ${error.message} in\n${command}`;
      this.onUnsupported(text);
      return { stderr: text, code: 127 };
    } finally {
      const what = shortened(command === "sh" ? stdin : command);
      const roundTrips = stdin === "" ? 2 : 3;
      this.#operations.push({ kind: "command", what, began, ended: Date.now(), roundTrips, workMs });
    }
  }

  async #spend(): Promise<number> {
    const ms = Math.round(this.#worked);
    this.#worked = 0;
    if (ms > 0) await sleep(ms);
    return ms;
  }

  #dockerStream(stream: Duplex): void {
    const operation: Operation = { kind: "docker", what: "", began: Date.now(), ended: 0, roundTrips: 2, workMs: 0 };
    this.#operations.push(operation);
    stream.once("data", (chunk: Buffer) => {
      operation.what = chunk.toString("latin1").split(" HTTP/", 1)[0] ?? "";
      operation.workMs = workOf(operation.what) * this.order.workFactor;
    });
    const centre = this.#centre();
    // The answer's end: the stream itself is closed by the other side, at some time.
    centre.once("close", () => {
      operation.ended = Date.now();
    });
    join(stream, centre);
  }

  docker(method: "GET" | "POST", path: string, body?: object): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const asked = request({
        method,
        path,
        headers: { "content-type": "application/json" },
        createConnection: () => this.#centre(),
      });
      asked.once("error", reject);
      asked.once("response", (response) => {
        response.toArray().then((chunks) => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks as Buffer[]).toString() });
        }, reject);
      });
      asked.end(body && JSON.stringify(body));
    });
  }

  /** A connection to the API of all hosts, which learns first whose Docker is meant. */
  #centre() {
    const socket = connect(this.order.centre);
    socket.write(`${this.name}\n`);
    return socket;
  }

  close(): Promise<void> {
    return this.#server?.close() ?? Promise.resolve();
  }
}

const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)} …` : text);
