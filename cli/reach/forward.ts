import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import type { Command } from "commander";
import { isRetryable, messageOf, SwarmError } from "../../provisioners/core/errors";
import { inspectNetwork } from "../../provisioners/docker/client/networks";
import { type CommandContext, untilInterrupted } from "../context";
import { globalsOf, swarmOf } from "../globals";
import { dialNode } from "../look/each-node";
import type { DeclaredSwarm } from "../stack/declared-swarm";
import { readWorkloads } from "../workloads/read";
import { joinStreams } from "./join-streams";
import { withLocalServer } from "./local-server";
import { type PortPath, parsePort, pathsTo } from "./service-port";

const LOOPBACK = "127.0.0.1";

export function addForward(program: Command): void {
  program
    .command("forward <service:port>")
    .description("lead a port of this computer to a service's published or own port through a living node, until ^C")
    .option("--local <port>", "port on this computer, 0 for any that is free (default: the same where it is free)")
    .addHelpText(
      "after",
      "\nExamples:\n  pulumi-swarm forward shop_web:8080\n  pulumi-swarm forward shop_db.1:5432 --local 15432",
    )
    .action(async (text: string, _options, command: Command) => {
      const { local, json, ...options } = globalsOf<{ local?: string }>(command);
      const wanted = parsePort(text);
      const declared = await swarmOf(options);
      await untilInterrupted(async (context) => {
        const forwarder = new Forwarder(context, declared, wanted);
        await forwarder.refresh();
        const serve = async (port: number) =>
          withLocalServer(
            { host: LOOPBACK, port },
            (client) => forwarder.lead(client),
            async (server) => {
              const at = server.address() as AddressInfo;
              const url = `http://${LOOPBACK}:${at.port}`;
              context.status("");
              console.log(json ? JSON.stringify({ url, port: at.port }) : `${url} leads to ${text}, until ^C`);
              if (!context.signal.aborted) await once(context.signal, "abort");
            },
          );
        if (local !== undefined) return serve(local === "0" ? 0 : parsePort(`local:${local}`).port);
        await serve(wanted.port).catch((error: NodeJS.ErrnoException) => {
          if (error.code !== "EADDRINUSE" && error.code !== "EACCES") throw error;
          return serve(0);
        });
      });
    });
}

/** Leads each connection by a way that works at that moment, the last one first. */
export class Forwarder {
  /** The first one is tried first. */
  paths: PortPath[] = [];

  constructor(
    private readonly context: CommandContext,
    private readonly declared: DeclaredSwarm,
    private readonly wanted: { name: string; port: number },
  ) {}

  /** Asks a manager anew where the port is. */
  async refresh(): Promise<void> {
    this.paths = pathsTo(this.wanted, this.declared, await readWorkloads(this.context, this.declared));
  }

  /** Its errors are its client's: the connection ends, and this line says why. */
  async lead(client: Socket): Promise<void> {
    const { signal, log } = this.context;
    try {
      await joinStreams(client, await this.#connect());
    } catch (error) {
      if (!signal.aborted) log(messageOf(error));
      client.destroy();
    }
  }

  async #connect() {
    try {
      return await this.#connectByAny();
    } catch (error) {
      this.context.signal.throwIfAborted();
      if (!isRetryable(error)) throw error;
    }
    // Tasks move: where none of the known ways works, there may be others now.
    await this.refresh();
    return this.#connectByAny();
  }

  async #connectByAny() {
    let last: unknown;
    for (const path of [...this.paths]) {
      try {
        return await this.#connectBy(path);
      } catch (error) {
        this.context.signal.throwIfAborted();
        last = error;
        // The next connection begins with a way that has not just failed.
        this.paths = [...this.paths.filter((each) => each !== path), path];
      }
    }
    throw last;
  }

  async #connectBy(path: PortPath) {
    const { node, port } = path;
    const host = await dialNode(this.context, node);
    const address = "address" in path ? path.address : await containerAddress(host, path.container);
    const { connectPort } = await this.context.hosts.use(node.connection, {
      name: node.name,
      signal: this.context.signal,
    });
    return connectPort({ address, port });
  }
}

/** Where a container is on its node: every one with a network of the swarm is also in this one, but for internal networks. */
async function containerAddress(host: Parameters<typeof inspectNetwork>[0], container: string): Promise<string> {
  const { Containers } = await inspectNetwork(host, "docker_gwbridge");
  const address = Containers?.[container]?.IPv4Address?.split("/")[0];
  if (address) return address;
  throw new SwarmError({
    code: "NO_WAY_TO_CONTAINER",
    kind: "transient",
    summary: "The container cannot be reached from its node",
    host: host.label,
    cause: "it is in internal networks only, in the host's network, or has just ended",
    fix: "Publish the port, or use `pulumi-swarm exec`",
  });
}
