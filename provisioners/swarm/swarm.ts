import { api } from "../engine/api";
import type { EngineInfo, SwarmState } from "../engine/types";
import { messageOf, SwarmError } from "../errors";
import { defineResource } from "../provider/resource";
import type { Host } from "../ssh/types";
import { dial, type Tools } from "../tools";
import { type Answer, ask, noManager, withManager } from "./managers";
import { leave, settled } from "./membership";
import { type Manager, swarmInputs, swarmOutputs } from "./schema";

export const swarm = defineResource({
  name: "Swarm",
  description: "A Docker swarm as a whole. Its first manager is where it starts; later all managers are equal.",
  inputs: swarmInputs,
  outputs: swarmOutputs,

  check({ managers }) {
    const seen = new Map<string, number>();
    return managers.flatMap(({ address }, index) => {
      const first = seen.get(address);
      seen.set(address, first ?? index);
      if (first === undefined) return [];
      const reason = `${address} is the address of managers[${first}] too: every manager has its own`;
      return [{ property: `managers[${index}].address`, reason }];
    });
  },

  async create(context, inputs) {
    const existing = await findSwarm(context, inputs.managers);
    if (!existing) {
      await init(context, inputs);
    } else {
      context.log(`Adopts the swarm ${existing} that the managers are in already`);
    }
    const state = await inspect(context, inputs.managers, existing);
    const differs =
      existing && (state.SubnetSize !== inputs.subnetSize || !sameSet(state.DefaultAddrPool, inputs.addressPools));
    if (differs) {
      context.log(
        `The adopted swarm keeps its address pools ${state.DefaultAddrPool?.join(", ") || "(Docker's default)"}: they are set only when a swarm is made`,
        "warning",
      );
    }
    return { id: state.ID, outputs: outputsOf(state) };
  },

  async read(context, id, state) {
    const found = await inspect(context, state.managers, id).catch((error) => {
      if (error instanceof SwarmError && error.code === "SWARM_NONE") return undefined;
      throw error;
    });
    return found && { inputs: swarmInputs.parse(state), outputs: outputsOf(found) };
  },

  async update(context, id, _state, inputs) {
    return outputsOf(await inspect(context, inputs.managers, id));
  },

  async delete(context, id, state) {
    await Promise.all(state.managers.map((manager) => leaveHost(context, manager, id)));
  },
});

function inspect(tools: Tools, managers: Manager[], swarmId?: string): Promise<SwarmState> {
  return withManager({ tools, managers, swarmId }, "the swarm's state from a manager", ({ host }) =>
    api(host, "inspect the swarm", (docker) => docker.swarmInspect()),
  );
}

function outputsOf({ ID, JoinTokens }: SwarmState) {
  return { swarmId: ID, joinTokens: { manager: JoinTokens.Manager, worker: JoinTokens.Worker } };
}

/**
 * The swarm that the listed machines are in already, if any. Every one must answer: a swarm on a machine that is out
 * of reach at the moment would become a second one.
 */
async function findSwarm(tools: Tools, managers: Manager[]): Promise<string | undefined> {
  tools.status("asking every manager for a swarm");
  const answers = await Promise.all(managers.map((manager) => askSettled(tools, manager)));
  const views = answers.flatMap((answer) => ("view" in answer ? [answer.view] : []));
  const refused = answers.filter((answer) => "refusal" in answer);
  const ids = [...new Set(views.map((view) => view.swarmId))];
  if (ids.length > 1) {
    throw new SwarmError({
      code: "SWARM_TWO",
      summary: "The managers are in different swarms",
      cause: views.map((view) => `${view.manager.name} is in ${view.swarmId}`).join("\n  "),
      fix: "Run `docker swarm leave --force` on the machines of the swarm that is not wanted, then run again.",
    });
  }
  const unreachable = refused.filter(({ refusal }) => refusal === "unreachable");
  if (unreachable.length > 0) {
    throw new SwarmError({
      code: "SWARM_MANAGERS_UNREACHABLE",
      summary: "Not every manager answers, so it is not known whether there is a swarm already",
      cause: unreachable.map(({ manager, reason }) => `${manager.name}: ${reason}`).join("\n  "),
      fix: "Bring these machines up, or take them off the list of managers, then run again.",
    });
  }
  const inAnother = refused.filter(({ refusal }) => refusal !== "no-swarm");
  const [view] = views;
  if (view) {
    // A listed worker of this very swarm is promoted later; anything else that is not free is in the way.
    const strangers = inAnother.filter(({ info }) => !view.nodes.some(({ ID }) => ID === info?.Swarm?.NodeID));
    const foreign = strangers.filter(({ reason }) => reason === "is a worker");
    if (foreign.length === 0) return view.swarmId;
    throw notFree(foreign, `not of the swarm ${view.swarmId}`);
  }
  if (inAnother.some(({ refusal }) => refusal === "no-quorum" || refusal === "locked")) throw noManager(answers);
  if (inAnother.length > 0) throw notFree(inAnother, "and none of the others is a manager of that swarm");
  return undefined;
}

/** An init or join that is under way gets the time to end. */
async function askSettled(tools: Tools, manager: Manager): Promise<Answer> {
  const answer = await ask({ tools, managers: [manager] }, manager);
  if (!("refusal" in answer) || answer.info?.Swarm?.LocalNodeState !== "pending" || !answer.host) return answer;
  await settled(tools, answer.host);
  return ask({ tools, managers: [manager] }, manager);
}

function notFree(answers: Extract<Answer, { refusal: unknown }>[], suffix: string): SwarmError {
  return new SwarmError({
    code: "SWARM_HOST_IN_ANOTHER",
    summary: `Machines of the manager list are in another swarm, ${suffix}`,
    cause: answers.map(({ manager, reason }) => `${manager.name} ${reason}`).join("\n  "),
    fix: "If that swarm is not needed there, run `docker swarm leave --force` on these machines, then run again.",
  });
}

async function init(
  tools: Tools,
  { managers, addressPools, subnetSize }: { managers: Manager[]; addressPools: string[]; subnetSize: number },
): Promise<void> {
  const first = managers[0] as Manager;
  const host = await dial(tools, first.name, first.connection);
  tools.status(`swarm init on ${first.name}`);
  try {
    await api(
      host,
      "init the swarm",
      (docker) =>
        docker.swarmInit({
          ListenAddr: "0.0.0.0:2377",
          AdvertiseAddr: first.address,
          DefaultAddrPool: addressPools,
          SubnetSize: subnetSize,
          Spec: {},
        }),
      { deadlineMs: 120_000, fix: `Check that ${first.address} is an address of ${first.name} (\`ip address\`).` },
    );
  } catch (error) {
    // Init may report an error of its last step although the swarm stands.
    const info: EngineInfo = await api(host, "show its state", (docker) => docker.info());
    if (!info.Swarm?.Cluster?.ID) throw error;
    tools.log(`Init reported an error, but the swarm stands: ${messageOf(error)}`, "warning");
  }
}

/** What remains of the swarm on a listed host ends; a host out of reach does not hold up the rest. */
async function leaveHost(tools: Tools, manager: Manager, swarmId: string): Promise<void> {
  let host: Host;
  try {
    host = await dial(tools, manager.name, manager.connection, 20_000);
  } catch (error) {
    tools.signal.throwIfAborted();
    tools.log(`${manager.name} cannot be reached and still thinks it is in the swarm: ${messageOf(error)}`, "warning");
    return;
  }
  const { Swarm }: EngineInfo = await api(host, "show its state", (docker) => docker.info());
  if (!Swarm || Swarm.LocalNodeState === "inactive" || Swarm.LocalNodeState === "") return;
  if (Swarm.Cluster?.ID && Swarm.Cluster.ID !== swarmId) {
    tools.log(`${manager.name} is in another swarm, ${Swarm.Cluster.ID}: left as it is`, "warning");
    return;
  }
  tools.status(`${manager.name} leaves the swarm`);
  await leave(tools, host);
}

function sameSet(a: string[] | null | undefined, b: string[]): boolean {
  return (a ?? []).length === b.length && b.every((item) => a?.includes(item));
}
