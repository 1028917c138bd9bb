import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import { engineInfo } from "../../docker/client/engine";
import { swarmInit } from "../../docker/client/swarm";
import type { Host } from "../../docker/host";
import { nodeName } from "../../docker/quorum";
import { compareVersions } from "../../docker/version";
import { dial, type HandlerContext } from "../../provider/handler-context";
import { anyAddress, isAt, raftAddress } from "../access/address";
import { localSwarm } from "../access/local-swarm";
import { ManagerMemory } from "../access/manager-memory";
import { findManager, swarmNodes } from "../access/managers";
import type { Manager } from "../access/schema";
import { removeNode } from "../node/stale-nodes";
import { finish } from "../recovery/recover";
import { type ArchiveFile, checkedManifest, withData } from "./archive-file";
import type { Manifest } from "./manifest";
import { moveAddress } from "./move-address";
import { putData, uploadData } from "./put";

/**
 * Makes a swarm from a backup: one manager gets its data and goes on alone, with the same IDs of the swarm, its services,
 * networks, secrets and configs. At another address than that of the backup a second manager joins first, and the
 * restored one joins anew: a member cannot change its address. Repeated after a killed run, it goes on.
 *
 * @param existing ID of the swarm that the managers are in already.
 * @param expected ID that the swarm has to have.
 * @returns the swarm's ID
 * @throws SwarmError `RESTORE_REFUSED`, `BACKUP_WRONG_KEY`, `BACKUP_UNREADABLE` before anything is changed
 */
export async function restore(
  context: HandlerContext,
  managers: readonly Manager[],
  file: ArchiveFile,
  { existing, expected }: { existing?: string; expected?: string } = {},
): Promise<string> {
  context.status("reading the backup");
  const manifest = await checkedManifest(file);
  const target = managers.find(({ address }) => address === manifest.node.address) ?? managers[0];
  if (!target) throw refused("there is no manager", "Declare one.");
  await check(context, managers, manifest, target, existing ?? expected);
  const host = await dial(context, target.name, target.connection);
  if (!existing) await force(context, host, target, manifest, file);
  if (!(await settle(context, host, managers, target, manifest))) return manifest.swarmId;
  context.log(
    `Restored the swarm ${manifest.swarmId} on ${target.name} as it was at ${manifest.createdAt}: ${manifest.services.length} services, ${manifest.secrets.length} secrets. Whatever was changed later is not in it`,
  );
  return manifest.swarmId;
}

async function check(
  context: HandlerContext,
  managers: readonly Manager[],
  { swarmId, autolock, engine, node }: Manifest,
  target: Manager,
  wanted: string | undefined,
): Promise<void> {
  if (wanted !== undefined && wanted !== swarmId) {
    throw refused(
      `the backup is of the swarm ${swarmId}, and here is ${wanted}`,
      "Use a backup of this swarm; or restore to machines that are in none, in a stack of their own.",
    );
  }
  if (autolock) {
    throw refused(
      "autolock was on when the backup was made: Docker cannot force a new cluster from an encrypted one",
      "Use a backup from a time when autolock was off; or take `restore` out, which makes a new swarm.",
    );
  }
  if (target.address !== node.address && managers.length < 2) {
    throw refused(
      `the backup is of a manager at ${node.address}, and the only manager is at ${target.address}: Docker keeps the old address until a second manager has joined`,
      `Give the machine the address ${node.address}; or declare two managers or more, of which one may go again later.`,
    );
  }
  const engines = await Promise.all(
    managers.map(async ({ name, connection }) => {
      const { ServerVersion } = await engineInfo(await dial(context, name, connection));
      return { name, version: ServerVersion };
    }),
  );
  const older = engines.filter(({ version }) => compareVersions(version, engine) < 0);
  if (older.length > 0) {
    throw refused(
      `the backup is from Docker ${engine}, which is newer than that of ${older.map(({ name, version }) => `${name} (${version})`).join(", ")}`,
      `Install Docker ${engine} or newer there (\`engine.version\`).`,
    );
  }
}

/** The data is put in place, and the manager goes on as the only one of its raft. */
async function force(
  context: HandlerContext,
  host: Host,
  target: Manager,
  manifest: Manifest,
  file: ArchiveFile,
): Promise<void> {
  const { DockerRootDir } = await engineInfo(host);
  await withData(file, (data) => uploadData(context, host, data));
  await putData(context, host, DockerRootDir);
  context.status(`${target.name} goes on as the only manager`);
  await swarmInit(
    host,
    {
      ForceNewCluster: true,
      ListenAddr: raftAddress(target.listenAddress ?? anyAddress),
      AdvertiseAddr: target.address,
      DataPathAddr: target.dataPathAddress,
      DataPathPort: manifest.dataPathPort,
      // Everything else of the specification stays.
      Spec: { CAConfig: { ForceRotate: manifest.caRotations } },
    },
    { deadlineMs: 180_000, fix: "Look at `journalctl -u docker` there, then run again." },
  );
  context.session.get(ManagerMemory).regained(manifest.swarmId);
}

/**
 * What makes the restored manager's swarm one of the declared machines. Safe to repeat.
 * @returns false for a swarm that lacks nothing
 */
async function settle(
  context: HandlerContext,
  host: Host,
  managers: readonly Manager[],
  target: Manager,
  { swarmId, node, recoveries }: Manifest,
): Promise<boolean> {
  const access = { context, swarmId, managers };
  const local = await localSwarm(host);
  // A killed run got to where it had left to join anew: the others are the swarm.
  if (local.LocalNodeState === "inactive") return true;
  const view = await findManager({ ...access, managers: [target] });
  const own = view.nodes.find(({ ID }) => ID === local.NodeID);
  const isForced =
    view.nodes.filter(({ ManagerStatus }) => ManagerStatus).length === 1 && view.recoveries <= recoveries;
  const isMoving = own !== undefined && !isAt(own, target);
  if (isForced) await finish(access, host, target);
  if (isForced || isMoving) await removeLostNodes(context, target, swarmId);
  if (isMoving) await moveAddress(access, { host, target, node: own, oldAddress: node.address });
  return isForced || isMoving;
}

/** Workers that still live come back by themselves; the records of the others go. */
async function removeLostNodes(context: HandlerContext, target: Manager, swarmId: string): Promise<void> {
  const { clock, signal, status } = context;
  const access = { context, swarmId, managers: [target] };
  const nodes = await until(
    async () => {
      const nodes = await swarmNodes(access);
      return nodes.some(({ Status }) => Status.State === "unknown") ? undefined : nodes;
    },
    {
      what: "the swarm to know which of its former nodes still live",
      deadlineMs: 180_000,
      clock,
      signal,
      onWait: () => status("waiting for former nodes that still live"),
    },
  );
  for (const node of nodes) {
    if (node.Status.State === "ready" || node.ManagerStatus) continue;
    context.log(`Removes the record of the former node ${nodeName(node)} (${node.ID})`);
    await removeNode(access, node.ID);
  }
}

function refused(cause: string, fix: string): SwarmError {
  return new SwarmError({
    code: "RESTORE_REFUSED",
    summary: "The swarm is not restored; nothing was changed",
    cause,
    fix,
  });
}
