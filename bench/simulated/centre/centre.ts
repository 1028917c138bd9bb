import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import net from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { dockerOf } from "../../../test/unit/fakes/docker";
import type { Machine } from "../../../test/unit/fakes/shapes";
import { World } from "../../../test/unit/fakes/world";
import { randomOf } from "../seed";
import { workOf } from "../work";
import { routeOf } from "./routes";
import { deployStack } from "./stacks";

/** A call that changes something, in the order in which Docker began and ended them. */
export interface Change {
  host: string;
  call: string;
  began: number;
  ended: number;
}

/** The Docker of all simulated hosts: one world, asked over HTTP for the Docker of one host. */
export class Centre {
  readonly world = new World();
  readonly changes: Change[] = [];
  readonly unsupported: string[] = [];
  readonly #machines = new Map<string, Machine>();
  readonly #hosts = new WeakMap<net.Socket, string>();
  readonly #http = createServer((request, response) => void this.#answer(request, response));
  readonly #socket = net.createServer((socket) => this.#connected(socket));
  readonly #random: () => number;

  constructor(
    hosts: readonly { name: string; address: string }[],
    private readonly nature: { seed: number; workFactor: number },
  ) {
    this.#random = randomOf(nature.seed, "centre");
    for (const { name, address } of hosts) this.#machines.set(name, this.world.add(name, address));
  }

  async listen(path: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#socket.once("error", reject);
      this.#socket.listen(path, 1024, resolve);
    });
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#socket.close(resolve));
  }

  /** The first line says whose Docker is meant. */
  #connected(socket: net.Socket): void {
    socket.on("error", () => socket.destroy());
    let begin = Buffer.alloc(0);
    const onData = (chunk: Buffer) => {
      begin = Buffer.concat([begin, chunk]);
      const end = begin.indexOf("\n");
      if (end < 0) return;
      socket.off("data", onData);
      socket.pause();
      this.#hosts.set(socket, begin.subarray(0, end).toString());
      if (begin.length > end + 1) socket.unshift(begin.subarray(end + 1));
      this.#http.emit("connection", socket);
      socket.resume();
    };
    socket.on("data", onData);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = this.#hosts.get(request.socket) ?? "";
    const { pathname, searchParams: query } = new URL(request.url ?? "", "http://docker");
    const call = `${request.method} ${pathname}`;
    const text = Buffer.concat(await request.toArray()).toString();
    try {
      const body = text === "" ? undefined : (JSON.parse(text) as unknown);
      const found = await this.#work(host, call, query, body);
      const json = found === undefined ? "" : JSON.stringify(found);
      response.writeHead(200, { "content-type": "application/json" }).end(json);
    } catch (error) {
      const { statusCode = 500, json, message } = error as Error & { statusCode?: number; json?: { message: string } };
      if (!json) this.unsupported.push(`${host}: ${call}: ${(error as Error).stack}`);
      response.writeHead(statusCode, { "content-type": "application/json" });
      response.end(JSON.stringify({ message: json?.message ?? message }));
    }
  }

  async #work(host: string, call: string, query: URLSearchParams, body: unknown): Promise<unknown> {
    const machine = this.#machines.get(host);
    if (!machine) throw new Error(`there is no host ${host}`);
    const began = Date.now();
    const [method = "", path = ""] = call.split(" ");
    const work = workOf(call) * this.nature.workFactor * (0.7 + 0.6 * this.#random());
    if (work >= 1) await sleep(work);
    const docker = dockerOf(this.world, machine);
    try {
      if (path === "/simulated/stacks") {
        return await deployStack(this.world, (spec) => docker.createService(spec as object), body);
      }
      const found = routeOf(method, path);
      if (!found) throw new Error(`Docker's API of simulated hosts knows no ${call}`);
      return await found.route[1](docker, { params: found.params, query, body });
    } finally {
      if (method !== "GET") this.changes.push({ host, call, began, ended: Date.now() });
    }
  }
}
