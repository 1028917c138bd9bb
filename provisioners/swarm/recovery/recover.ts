import type { z } from "zod";
import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import { engineInfo } from "../../docker/client/engine";
import { swarmInit } from "../../docker/client/swarm";
import type { Host } from "../../docker/host";
import { nodeName } from "../../docker/quorum";
import type { SwarmNode } from "../../docker/shapes";
import { dial, dialOrWarn } from "../../provider/handler-context";
import { isAt, raftAddress } from "../access/address";
import { localSwarm, SLOW } from "../access/local-swarm";
import { ManagerMemory } from "../access/manager-memory";
import { type ManagerView, recoveryLabel } from "../access/manager-view";
import { findManager, swarmNodes } from "../access/managers";
import type { Manager } from "../access/schema";
import type { SwarmAccess } from "../access/swarm-access";
import { updateSwarm } from "../access/swarm-spec";
import { leave } from "../node/membership";
import { removeNode } from "../node/stale-nodes";
import { isKeyEncrypted, swarmFolder, swarmOfCertificate } from "./key-file";
import type { recover as recoverSchema } from "./schema";

export type Recovery = NonNullable<z.output<typeof recoverSchema>>;

/** What Docker remembers of how it was made a manager. */
interface DockerState {
  ListenAddr?: string;
  AdvertiseAddr?: string;
  DataPathAddr?: string;
  DataPathPort?: number;
}

/**
 * Recovers a swarm that has lost its quorum, from one manager's data: `--force-new-cluster`. Services, secrets,
 * networks and workers stay; the other managers' records go, and those of them that answer leave, to join anew later.
 * Does nothing where the swarm has a quorum.
 *
 * @param forceRotate Docker's counter of CA rotations: another value would begin one.
 * @throws SwarmError `SWARM_RECOVERY_REFUSED`, before anything is changed.
 */
export async function recover(access: SwarmAccess, wanted: Recovery, forceRotate = 0): Promise<void> {
  const { context, swarmId } = access;
  if (wanted.swarmId !== swarmId) throw refused(`the swarm's ID is ${swarmId}, not ${wanted.swarmId}`, confirm);
  const survivor = access.managers.find(({ name }) => name === wanted.survivor);
  if (!survivor) {
    const names = access.managers.map(({ name }) => name).join(", ");
    throw refused(`there is no manager ${wanted.survivor}`, `Name one of the managers: ${names}.`);
  }
  const view = await usable(access);
  if (view && !isHalfRecovered(view.nodes, survivor)) {
    context.log("The swarm has a quorum: there is nothing to recover. Take `recover` out of the settings", "warning");
    return;
  }
  const host = await dial(context, survivor.name, survivor.connection);
  // Where a quorum is there, an earlier run forced it and did not get to the end.
  if (!view) await force(access, host, survivor, forceRotate);
  await finish(access, host, survivor);
  context.log(
    `The swarm goes on with ${survivor.name} as its only manager. Take \`recover\` out, and run \`pulumi up --refresh\` to have the other managers join anew`,
  );
}

async function force(access: SwarmAccess, host: Host, survivor: Manager, forceRotate: number): Promise<void> {
  const made = await inspectSurvivor(host, survivor, access.swarmId);
  access.context.status(`${survivor.name} goes on as the only manager`);
  await swarmInit(
    host,
    {
      ForceNewCluster: true,
      ListenAddr: made.ListenAddr,
      AdvertiseAddr: made.AdvertiseAddr,
      DataPathAddr: made.DataPathAddr || undefined,
      DataPathPort: made.DataPathPort,
      // Everything else of the specification stays.
      Spec: { CAConfig: { ForceRotate: forceRotate } },
    },
    { deadlineMs: 180_000, fix: "Look at `journalctl -u docker` there, then run again." },
  );
  access.context.session.get(ManagerMemory).regained(access.swarmId);
}

/** What is left to do once the survivor leads: its networks, the mark, the others. */
export async function finish(access: SwarmAccess, host: Host, survivor: Manager): Promise<void> {
  const { clock, signal, status } = access.context;
  // Until Docker is restarted it refuses to make overlay networks ("no VNI provided").
  status(`restarting Docker on ${survivor.name}`);
  await host.run(["systemctl", "restart", "docker"], { deadlineMs: 180_000, idempotent: true });
  await until(async () => ((await localSwarm(host)).Cluster?.ID ? true : undefined), {
    what: `${survivor.name} to lead the swarm`,
    deadlineMs: 120_000,
    host: host.label,
    clock,
    signal,
  });
  const alone = { ...access, managers: [survivor] };
  await updateSwarm(alone, "the mark of the recovery", (spec) => {
    const count = Number(spec.Labels?.[recoveryLabel] ?? 0) + 1;
    return { ...spec, Labels: { ...spec.Labels, [recoveryLabel]: String(count) } };
  });
  const nodes = await swarmNodes(alone);
  for (const node of strandedManagers(nodes)) {
    access.context.log(`Removes the record of the manager ${nodeName(node)} (${node.ID})`);
    await removeNode(alone, node.ID);
  }
  // A manager that is a member of the recovered raft is none of the old one.
  const others = access.managers.filter(
    (manager) => manager !== survivor && !nodes.some((node) => isAt(node, manager)),
  );
  await Promise.all(others.map((manager) => leaveOldRaft(alone, manager)));
}

/** As a run leaves it that was killed after the force: the survivor is the raft's only member. */
function isHalfRecovered(nodes: readonly SwarmNode[], survivor: Manager): boolean {
  const members = nodes.filter(({ ManagerStatus }) => ManagerStatus);
  return members.length === 1 && members.every((node) => isAt(node, survivor)) && strandedManagers(nodes).length > 0;
}

/** Records of managers that are no members of the raft any more. */
function strandedManagers(nodes: readonly SwarmNode[]): SwarmNode[] {
  return nodes.filter(({ Spec, Status, ManagerStatus }) => {
    return Spec.Role === "manager" && !ManagerStatus && Status.State !== "ready";
  });
}

const confirm = "Give the ID of the swarm that is to be recovered, as `pulumi stack export` or the error shows it.";

/** A manager of the swarm as it is, or `undefined` where the quorum is lost. */
async function usable(access: SwarmAccess): Promise<ManagerView | undefined> {
  try {
    return await findManager(access);
  } catch (error) {
    if (error instanceof SwarmError && error.code === "SWARM_QUORUM_LOST") return undefined;
    throw error;
  }
}

/** Looks at the survivor's own files: without a leader Docker shows nothing of the swarm. */
async function inspectSurvivor(host: Host, survivor: Manager, swarmId: string): Promise<DockerState> {
  const { DockerRootDir, Swarm } = await engineInfo(host, SLOW);
  const { name, address } = survivor;
  if (Swarm?.LocalNodeState !== "active" || !Swarm.ControlAvailable) {
    throw refused(`${name} is no active manager (${Swarm?.LocalNodeState ?? "inactive"})`, "Choose another survivor.");
  }
  const folder = swarmFolder(DockerRootDir);
  const read = async (file: string) => (await host.run(["cat", `${folder}/${file}`], { idempotent: true })).stdout;
  const own = swarmOfCertificate(await read("certificates/swarm-node.crt"));
  if (own !== swarmId) throw refused(`${name} is in the swarm ${own ?? "(unknown)"}, not in ${swarmId}`, confirm);
  if (await isKeyEncrypted(host, DockerRootDir)) {
    throw refused(
      `autolock is on: Docker cannot force a new cluster from an encrypted one (${name})`,
      "Bring a majority of the managers back and unlock them; or make a new swarm: `pulumi destroy`, then `pulumi up`.",
    );
  }
  const made = JSON.parse(await read("docker-state.json")) as DockerState;
  const raft = Swarm.RemoteManagers?.find(({ NodeID }) => NodeID === Swarm.NodeID)?.Addr;
  const wrong = [made.AdvertiseAddr, raft].find((known) => known && known !== raftAddress(address));
  if (wrong) {
    throw refused(
      `${name} was a manager at ${wrong}, but its address is ${address}: recovered so, the swarm could never grow again`,
      "Give the machine its old address, choose another survivor, or make a new swarm: `pulumi destroy`, then `pulumi up`.",
    );
  }
  return made;
}

/** A manager of the old raft that answers leaves it: with others of its kind it would be a second swarm. */
async function leaveOldRaft({ context }: SwarmAccess, manager: Manager): Promise<void> {
  const host = await dialOrWarn(context, manager, "what it knows of the old swarm stays");
  if (!host || (await localSwarm(host)).LocalNodeState === "inactive") return;
  context.status(`${manager.name} leaves what is left of the old swarm`);
  await leave(context, host);
}

function refused(cause: string, fix: string): SwarmError {
  return new SwarmError({
    code: "SWARM_RECOVERY_REFUSED",
    summary: "The swarm is not recovered; nothing was changed",
    cause,
    fix,
  });
}
