import type { z } from "zod";
import { SwarmError } from "../errors";
import { type Context, defineResource } from "../provider/resource";
import { type SwarmReach, withManager } from "../swarm/managers";
import type { Tools } from "../tools";
import { withObjects } from "./compose/objects";
import { contentProblems, nameObjects } from "./contents";
import { converge } from "./converge";
import { deploy } from "./deploy";
import { fileProblems, placed, readStackFile } from "./file";
import { changesSince } from "./marks";
import { makeObjects, removeOldObjects } from "./objects";
import { checkLogins, registryProblems } from "./registry";
import { removeStack } from "./removal";
import { stackInputs, stackOutputs } from "./schema";
import { refuseStaleVolumes } from "./stale-volumes";
import { variableProblems, variablesOf } from "./variables";
import { look, outputsOf } from "./watch";

type Inputs = z.output<typeof stackInputs>;
type Outputs = z.output<typeof stackOutputs>;

/** Errors of a swarm in which nothing can be changed at the moment. */
const unmanaged = new Set(["SWARM_QUORUM_LOST", "SWARM_UNREACHABLE", "SWARM_LOCKED"]);

export const stack = defineResource({
  name: "Stack",
  description: "A stack file deployed to a swarm; created means that every service runs.",
  inputs: stackInputs,
  outputs: stackOutputs,

  reads: [
    "name",
    "file",
    "fileName",
    "overrides",
    "variables",
    "envFile",
    "envFiles",
    "secrets",
    "configs",
    "registries",
  ],

  check(inputs) {
    const all = { ...inputs, variables: variablesOf(inputs) };
    const read = readStackFile(inputs.file, all);
    const contents = contentProblems(read.objects, all);
    return [
      ...fileProblems(read),
      ...contents,
      ...variableProblems(inputs, read.envFiles),
      ...registryProblems(inputs.registries),
    ];
  },

  warnings(inputs) {
    return readStackFile(inputs.file, { ...inputs, variables: variablesOf(inputs) }).warnings.map(placed);
  },

  async create(context, inputs) {
    return { id: inputs.name, outputs: await apply(context, inputs.name, inputs) };
  },

  async read(context, _id, state) {
    const found = await unlessNoSwarm(
      withManager(reachOf(context, state), "the stack's state", (view) => look(view, state.name)),
    );
    if (!found || found.services.length === 0) return undefined;
    // A state of an earlier version has no marks.
    const changes = state.marks ? changesSince(state.marks, found.services) : [];
    for (const { name, change } of changes) context.log(`${name} was ${change} by hand`, "warning");
    // The marks stay those of what was deployed, so that the next refresh sees the same.
    const outputs = { ...outputsOf(found), ...(state.marks && { marks: state.marks }) };
    return { inputs: stackInputs.parse(state), outputs, drifted: changes.length > 0 };
  },

  update: (context, id, _state, inputs) => apply(context, id, inputs),

  async delete(context, _id, state) {
    try {
      await unlessNoSwarm(removeStack(reachOf(context, state), state.name));
    } catch (error) {
      // A destroy must end, and without a manager nothing can be removed.
      if (!(error instanceof SwarmError && unmanaged.has(error.code))) throw error;
      const later = `docker stack rm ${state.name}`;
      context.log(
        `The stack stays in its swarm; if that is to live on, run \`${later}\` there later: ${error.message}`,
        "warning",
      );
    }
  },
});

async function apply(context: Context<Outputs>, id: string, inputs: Inputs): Promise<Outputs> {
  const reach = reachOf(context, inputs);
  // A deploy that fails half-way has made things already: the state must know them to remove or repair them.
  context.exists(id, { services: [], publishedPorts: [], marks: {} });
  const { name, file } = inputs;
  const all = { ...inputs, variables: variablesOf(inputs) };
  const read = readStackFile(file, all);
  await refuseStaleVolumes(context, inputs.nodes, read.volumes);
  await checkLogins(reach, inputs.registries);
  const objects = nameObjects(name, read.objects, all);
  await makeObjects(reach, name, objects);
  const overrides = inputs.overrides.map(({ name, text }) => ({ name, text: withObjects(text, objects) }));
  await deploy(reach, { ...all, file: withObjects(file, objects), overrides });
  const begun = outputsOf(await withManager(reach, "the stack's state", (view) => look(view, name)));
  context.exists(id, begun);
  const seen = await converge(reach, name, inputs.timeout * 1_000, begun.marks);
  // Not before: a rollback needs them.
  await removeOldObjects(reach, name, objects);
  return outputsOf(seen);
}

function reachOf(tools: Tools, { managers, swarmId }: Pick<Inputs, "managers" | "swarmId">): SwarmReach {
  return { tools, managers, swarmId };
}

/** A swarm that is gone took its stacks with it. */
async function unlessNoSwarm<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SwarmError && error.code === "SWARM_NONE") return undefined;
    throw error;
  }
}
