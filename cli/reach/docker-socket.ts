import { chmod, mkdir, rm } from "node:fs/promises";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { pipeline } from "node:stream";
import { messageOf } from "../../provisioners/core/errors";
import { dockerSocket } from "../../provisioners/docker/host";
import { findManager } from "../../provisioners/swarm/access/managers";
import type { CommandContext } from "../context";
import type { DeclaredSwarm } from "../stack/declared-swarm";

/**
 * Serves a local socket that leads to the Docker of a manager that is usable at that moment: each connection asks anew,
 * so that the next one works where a manager dies. Runs `work` while it is there, and removes it.
 */
export async function withDockerSocket<T>(
  context: CommandContext,
  declared: DeclaredSwarm,
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const clients = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client));
    void lead(context, declared, client);
  });
  await listening(server, path);
  try {
    await chmod(path, 0o600);
    return await work();
  } finally {
    for (const client of clients) client.destroy();
    await new Promise((resolve) => server.close(resolve));
    await rm(path, { force: true });
  }
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, resolve);
  });
}

/** Its errors are its client's: Docker's client says that the connection ended, this line why. */
async function lead(context: CommandContext, declared: DeclaredSwarm, client: Socket): Promise<void> {
  const fail = (error: unknown) => {
    context.log(messageOf(error));
    client.destroy();
  };
  try {
    const { managers, swarmId } = declared;
    const { manager } = await findManager({ context, managers, swarmId });
    const { signal } = context;
    const host = await context.hosts.use(manager.connection, { name: manager.name, signal });
    const docker = await host.connect(dockerSocket);
    const ended = (error: NodeJS.ErrnoException | null) => {
      if (error && error.code !== "ERR_STREAM_PREMATURE_CLOSE" && !signal.aborted) fail(error);
    };
    pipeline(client, docker, ended);
    pipeline(docker, client, ended);
  } catch (error) {
    if (!context.signal.aborted) fail(error);
  }
}
