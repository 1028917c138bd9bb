import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Centre } from "../../bench/simulated/centre/centre";
import { debianImage } from "../../bench/simulated/hosts/image";
import { SimulatedHost } from "../../bench/simulated/hosts/simulated-host";
import { Session } from "../../provisioners/core/session";
import { systemClock } from "../../provisioners/core/until";
import { withDocker } from "../../provisioners/docker/host";
import type { ResourceContext } from "../../provisioners/provider/resource";
import { generateKey } from "../../provisioners/ssh/keys/generate";
import { createSshPool } from "../../provisioners/ssh/pool";
import { limits } from "./limits";

/** Simulated hosts in this process, whose own work takes no time, and what the handlers of resources need to work on them. */
export async function inProcess(count: number, managerCount: number) {
  const places = Array.from({ length: count }, (_, index) => {
    const isManager = index < managerCount;
    return {
      name: isManager ? `manager-${index + 1}` : `worker-${index + 1 - managerCount}`,
      role: isManager ? ("manager" as const) : ("worker" as const),
      address: `10.80.0.${index + 2}`,
    };
  });
  const folder = await mkdtemp(join(tmpdir(), "simulated-"));
  const nature = { seed: 1, latencyMs: 0, workFactor: 0, oneDropIn: 0 };
  const centre = new Centre(places, nature);
  const socket = join(folder, "docker.sock");
  await centre.listen(socket);
  const login = generateKey();
  const unsupported: string[] = [];
  const order = { ...nature, hosts: places, authorizedKey: login.publicKey, centre: socket };
  const image = debianImage();
  const hosts = places.map(({ name, address }) => {
    return new SimulatedHost(name, address, order, image, (text) => void unsupported.push(text));
  });
  const machines = await Promise.all(
    hosts.map(async (host, index) => {
      const { port, hostKey } = await host.start();
      const endpoint = { host: "127.0.0.1", port, user: "root", hostKey: hostKey.publicKey };
      const connection = { ...endpoint, privateKey: login.privateKey };
      return { ...(places[index] as (typeof places)[0]), connection };
    }),
  );
  const ssh = withDocker(createSshPool({ dials: limits.dialsAtATime }));
  const context: ResourceContext<unknown> = {
    ...{ urn: "urn", ssh, session: new Session(), clock: systemClock, signal: new AbortController().signal },
    ...{ status: () => undefined, log: () => undefined, exists: () => undefined },
  };
  const close = async () => {
    await ssh.close();
    await Promise.all(hosts.map((host) => host.close()));
    await centre.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { centre, hosts, machines, context, unsupported, close };
}
