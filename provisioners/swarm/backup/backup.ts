import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import { engineInfo } from "../../docker/client/engine";
import { listNetworks } from "../../docker/client/networks";
import { listObjects } from "../../docker/client/objects";
import { listServices, listTasks } from "../../docker/client/services";
import { swarmInspect } from "../../docker/client/swarm";
import type { Host } from "../../docker/host";
import { isReachable, nodeName } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { dial } from "../../provider/handler-context";
import { localSwarm } from "../access/local-swarm";
import { recoveryLabel } from "../access/manager-view";
import { swarmNodes, withManager } from "../access/managers";
import type { SwarmAccess } from "../access/swarm-access";
import { unlock } from "../unlock/unlock";
import { UnlockKeys } from "../unlock/unlock-keys";
import { type Choice, chooseManager } from "./choose";
import { beginCopy, copied, endCopy } from "./cold-copy";
import type { Manifest } from "./manifest";

/** What a backup is going to do. */
export interface Plan extends Choice {
  autolock: boolean;
  declared: Omit<Manifest, "engine" | "node" | "createdAt" | "data" | "files">;
}

/**
 * Looks at the swarm and chooses the manager; nothing is changed.
 * @throws SwarmError `BACKUP_NOT_SAFE`; `SWARM_LOCKED` where autolock is on and the key is not known: that manager would stay locked
 */
export function plan(access: SwarmAccess, wanted?: string): Promise<Plan> {
  return withManager(access, "what the swarm has", async ({ host, nodes }) => {
    const [swarm, services, networks, objects, tasks] = await Promise.all([
      swarmInspect(host),
      listServices(host),
      listNetworks(host),
      listObjects(host),
      listTasks(host),
    ]);
    const autolock = swarm.Spec.EncryptionConfig?.AutoLockManagers === true;
    if (autolock && !access.context.session.get(UnlockKeys).of(swarm.ID)) throw noKey();
    const choice = chooseManager({ managers: access.managers, nodes, tasks }, wanted);
    return {
      ...choice,
      autolock,
      declared: {
        format: "pulumi-swarm backup 1",
        swarmId: swarm.ID,
        autolock,
        addressPools: swarm.DefaultAddrPool ?? [],
        subnetSize: swarm.SubnetSize,
        dataPathPort: swarm.DataPathPort,
        caRotations: swarm.Spec.CAConfig?.ForceRotate ?? 0,
        recoveries: Number(swarm.Spec.Labels?.[recoveryLabel] ?? 0),
        nodes: nodes.map((node) => ({
          ...{ id: node.ID, name: nodeName(node), role: node.Spec.Role },
          address: addressOf(node),
        })),
        services: services.map(({ ID, Spec }) => {
          return { id: ID, name: Spec.Name, image: Spec.TaskTemplate.ContainerSpec?.Image };
        }),
        networks: networks
          .filter(({ Scope }) => Scope === "swarm")
          .map(({ Id, Name, Driver }) => ({ id: Id, name: Name, driver: Driver })),
        configs: objects.filter(({ kind }) => kind === "config").map(({ id, name }) => ({ id, name })),
        secrets: objects.filter(({ kind }) => kind === "secret").map(({ id, name }) => ({ id, name })),
      },
    };
  });
}

/**
 * Copies the planned manager's data while its Docker is stopped, waits until it takes part again, and hands the data over.
 *
 * @param take writes the backup somewhere; the copy on the host stays until it has
 */
export async function backUp(
  access: SwarmAccess,
  { manager, node, autolock, declared }: Plan,
  take: (manifest: Manifest, data: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<Manifest> {
  const { context } = access;
  const host = await dial(context, manager.name, manager.connection);
  const { DockerRootDir, ServerVersion } = await engineInfo(host);
  const createdAt = new Date(context.clock.now()).toISOString();
  await beginCopy(host, DockerRootDir);
  try {
    const copy = await copied(context, host);
    await untilBack(access, host, node, autolock);
    const manifest: Manifest = {
      ...declared,
      createdAt,
      engine: ServerVersion,
      node: { id: node.ID, name: manager.name, address: manager.address },
      data: copy.data,
      files: copy.files,
    };
    context.status(`fetching ${Math.ceil(copy.data.bytes / 1024)} KiB from ${manager.name}`);
    await take(manifest, copy.read());
    return manifest;
  } finally {
    // Also where the run was cancelled.
    context.status(`${host.label}: the copy is removed`);
    await endCopy(context, await context.ssh.use(manager.connection, { name: manager.name }));
  }
}

/** Waits until the manager takes part in the swarm again; with autolock it comes back locked. */
async function untilBack(access: SwarmAccess, host: Host, { ID }: SwarmNode, autolock: boolean): Promise<void> {
  const { context, swarmId } = access;
  const { clock, signal, status } = context;
  await until(
    async () => {
      if (autolock && (await localSwarm(host)).LocalNodeState === "locked") await unlock(context, host, swarmId);
      const back = (await swarmNodes(access)).find((each) => each.ID === ID);
      return back && isReachable(back) && back.Status.State === "ready" ? true : undefined;
    },
    {
      what: `${host.label} to take part in the swarm again`,
      deadlineMs: 180_000,
      host: host.label,
      fix: "Look at `systemctl status docker` and `journalctl -u docker` there.",
      clock,
      signal,
      onWait: () => status(`waiting for ${host.label} to take part in the swarm again`),
    },
  );
}

function addressOf({ ManagerStatus, Status }: SwarmNode): string | undefined {
  return ManagerStatus?.Addr.replace(/:\d+$/, "") ?? Status.Addr;
}

function noKey(): SwarmError {
  return new SwarmError({
    code: "SWARM_LOCKED",
    summary: "No backup: autolock is on and the stack's state has no unlock key, so that the manager would stay locked",
    fix: "Run `pulumi refresh`, which reads the key, then run it again.",
  });
}
