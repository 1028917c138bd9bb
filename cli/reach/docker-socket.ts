import { chmod, mkdir, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { dirname } from "node:path";
import { messageOf } from "../../provisioners/core/errors";
import { dockerSocket } from "../../provisioners/docker/host";
import { findManager } from "../../provisioners/swarm/access/managers";
import type { CommandContext } from "../context";
import type { DeclaredSwarm } from "../stack/declared-swarm";
import { joinStreams } from "./join-streams";
import { withLocalServer } from "./local-server";

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
  const serve = async () => {
    await chmod(path, 0o600);
    return work();
  };
  try {
    return await withLocalServer({ path }, (client) => lead(context, declared, client), serve);
  } finally {
    await rm(path, { force: true });
  }
}

/** Its errors are its client's: Docker's client says that the connection ended, this line why. */
async function lead(context: CommandContext, declared: DeclaredSwarm, client: Socket): Promise<void> {
  const { signal } = context;
  try {
    const { managers, swarmId } = declared;
    const { manager } = await findManager({ context, managers, swarmId });
    const host = await context.hosts.use(manager.connection, { name: manager.name, signal });
    await joinStreams(client, await host.connect(dockerSocket));
  } catch (error) {
    if (!signal.aborted) context.log(messageOf(error));
    client.destroy();
  }
}
