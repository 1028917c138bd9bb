import type { z } from "zod";
import { SwarmError } from "../../core/errors";
import { engineInfo } from "../../docker/client/engine";
import type { Host } from "../../docker/host";
import type { NodeSpec, SwarmNode } from "../../docker/shapes";
import { dial, type HandlerContext } from "../../provider/handler-context";
import { defineResource, type ResourceContext } from "../../provider/resource";
import { isObject } from "../../provider/wire";
import type { Connection } from "../../ssh/schema";
import { localSwarm } from "../access/local-swarm";
import { withManagerLock } from "../access/manager-lock";
import { withManager } from "../access/managers";
import { LOCKED, readOrLocked } from "../access/refresh";
import { accessTo, type SwarmAccess } from "../access/swarm-access";
import { checkConnectivity } from "../connectivity/check";
import { unlock } from "../unlock/unlock";
import { writeAccess } from "../unlock/unlock-managers";
import { KnownNodes, leaveOldAddress, MovedNodes } from "./address-change";
import { availabilityLabel } from "./availability";
import { drain } from "./drain";
import { join, type Membership } from "./join";
import { foreignMember, leave, lockedMember, membershipState, settled } from "./membership";
import { isSameSpec, mergeLabels, ownLabels, updateSpec } from "./node-spec";
import { remove } from "./removal";
import { demote, promote } from "./role";
import { nodeInputs, nodeOutputs } from "./schema";
import { earlierRecords, removeNode } from "./stale-nodes";

type Inputs = z.output<typeof nodeInputs>;
type Outputs = z.output<typeof nodeOutputs>;

export const node = defineResource({
  name: "Node",
  description: "One host's membership in a swarm: its role, availability and labels.",
  inputs: nodeInputs,
  outputs: nodeOutputs,

  /** On another machine the new node joins before the old one leaves: what it did is never left to too few. */
  createFirst: ({ connection }, inputs) => !isSameMachine(connection, inputs.connection),

  note(session, { nodeId, name, address, connection }) {
    session.get(KnownNodes).set(nodeId, { nodeId, name, address, connection });
  },

  async create(context, inputs) {
    await leaveOldAddress(context, inputs);
    const outputs = await ensure(context, inputs, [], ({ nodeId, hostname }) =>
      context.exists(nodeId, { nodeId, hostname }),
    );
    return { id: outputs.nodeId, outputs };
  },

  async read(context, _id, state) {
    const found = await readOrLocked(context, state.name, inspect(accessTo(context, state), state.nodeId));
    if (found === LOCKED) return { inputs: nodeInputs.parse(state), outputs: state };
    if (!found) return undefined;
    const { Spec, Status } = found;
    if (Status.State !== "ready") {
      context.log(`The swarm sees ${state.name} as ${Status.State}: no task runs there until it is back`, "warning");
    }
    const { Role, Availability, Labels } = Spec;
    const inputs = {
      ...nodeInputs.parse(state),
      role: Role,
      availability: Availability,
      labels: ownLabels(Labels ?? {}, state.labels),
    };
    const drifted = Status.State !== "ready" && (await hasLeft(context, state));
    return { inputs, drifted, outputs: { nodeId: found.ID, hostname: found.Description?.Hostname || state.hostname } };
  },

  claims: ({ labels }) => Object.keys(labels),

  /** A host that is no longer a member joins again; the swarm then knows it by another ID, an output. */
  update: (context, _id, state, inputs, change) =>
    ensure(context, inputs, [...(change?.attempted ?? []), ...Object.keys(state.labels)]),

  async delete(context, _id, state) {
    if (context.session.get(MovedNodes).has(state.nodeId)) return;
    await remove(await writeAccess(context, state), state);
  },
});

/** A connection that is not known yet is that of a machine that is made anew, and so is one with another host key. */
function isSameMachine({ host, port, hostKey }: Connection, other: unknown): boolean {
  return isObject(other) && other.host === host && other.port === port && other.hostKey === hostKey;
}

/** True for a host that answers and is in no swarm: somebody took it out by hand, and it is to join again. */
async function hasLeft(
  context: HandlerContext,
  { name, connection }: Pick<Inputs, "name" | "connection">,
): Promise<boolean> {
  try {
    const local = await localSwarm(await dial(context, name, connection, 20_000));
    return local.LocalNodeState === "inactive" || local.LocalNodeState === "";
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof SwarmError) return false;
    throw error;
  }
}

function inspect(access: SwarmAccess, nodeId: string): Promise<SwarmNode | undefined> {
  return withManager(access, "the node list", async ({ nodes }) => nodes.find(({ ID }) => ID === nodeId));
}

/** Brings the host to what is declared, wherever it stands. `previous` are the names of the labels that were ours. */
async function ensure(
  context: ResourceContext<Outputs>,
  inputs: Inputs,
  previous: readonly string[],
  onMember?: (outputs: Outputs) => void,
): Promise<Outputs> {
  const access = await writeAccess(context, inputs);
  const host = await dial(context, inputs.name, inputs.connection);
  const { nodeId, nodes } = await ensureMember(access, host, inputs);
  const { Name: hostname } = await engineInfo(host);
  onMember?.({ nodeId, hostname });
  await removeStale(access, nodes, { nodeId, hostname, address: inputs.address });
  const found = nodes.find(({ ID }) => ID === nodeId);
  if (found) await ensureRole(access, host, found, inputs);
  await ensureSpec(access, found, nodeId, (spec) => ({
    ...spec,
    // Draining waits for its tasks, below.
    Availability: inputs.availability === "drain" ? spec.Availability : inputs.availability,
    // What is declared counts, not what the node was before an unfinished change of its engine.
    Labels: mergeLabels(spec.Labels ?? {}, [...previous, availabilityLabel], inputs.labels),
  }));
  if (inputs.availability === "drain") await drain(access, nodeId, inputs.name);
  await checkConnectivity(access, { ...inputs, host });
  return { nodeId, hostname };
}

/** Changes what a manager has just shown of the node, where it is to change. */
async function ensureSpec(
  access: SwarmAccess,
  found: SwarmNode | undefined,
  nodeId: string,
  change: (spec: NodeSpec) => NodeSpec,
): Promise<void> {
  if (found && isSameSpec(change(found.Spec), found.Spec)) return;
  await withManager(access, "the node's labels and availability to be set", (view) =>
    updateSpec(view.host, nodeId, change),
  );
}

async function ensureMember(access: SwarmAccess, host: Host, inputs: Inputs): Promise<Membership> {
  const { context, swarmId } = access;
  let local = await settled(context, host);
  if (local.LocalNodeState === "locked" && (await unlock(context, host, swarmId))) {
    context.log(`${inputs.name} was locked: unlocked it`);
    local = await settled(context, host);
  }
  const view = await withManager(access, "a manager", async (found) => found);
  switch (membershipState(local, view)) {
    case "member":
      return { nodeId: local.NodeID, nodes: view.nodes };
    case "foreign":
      throw foreignMember(host, swarmId);
    case "locked":
      throw lockedMember(host);
    case "leftover":
      context.log(`${inputs.name} has the rest of an earlier or unfinished membership: leaves it and joins anew`);
      await leave(context, host);
  }
  return join(access, { ...inputs, host }, view);
}

async function ensureRole(access: SwarmAccess, host: Host, found: SwarmNode, { role, name }: Inputs): Promise<void> {
  if (found.Spec.Role === role) return;
  access.context.status(role === "manager" ? `promoting ${name}` : `demoting ${name}`);
  await (role === "manager" ? promote : demote)(access, { nodeId: found.ID, name, host });
}

/** Earlier records of this host stand in the way of "exactly N nodes". */
async function removeStale(
  access: SwarmAccess,
  nodes: readonly SwarmNode[],
  self: { nodeId: string; hostname: string; address: string },
): Promise<void> {
  for (const record of earlierRecords(nodes, self)) {
    access.context.log(`Removes the dead record ${record.ID} of ${self.hostname}`);
    await withManagerLock(access, () => removeNode(access, record.ID));
  }
}
