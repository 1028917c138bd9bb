import { isDeepStrictEqual } from "node:util";
import { defineResource, type UpdateReason } from "../provider/resource";
import { withManager } from "../swarm/access/managers";
import { LOCKED, readOrLocked } from "../swarm/access/refresh";
import { accessTo } from "../swarm/access/swarm-access";
import { ignoreMissingSwarm, removeOrWarn } from "../swarm/removal/tolerant-removal";
import { writeAccess } from "../swarm/unlock/unlock-managers";
import { apply, keep, rollBack } from "./apply";
import { changesSince } from "./convergence/marks";
import { look, outputsOf } from "./convergence/watch";
import { keepCopies, lostCopies, mayHaveCopies } from "./copies/place";
import { lookBeside } from "./file/beside";
import { contentProblems } from "./file/contents";
import { copiesOf, copyProblems, hashesOf } from "./file/copies";
import { fileProblems, placed, readStackFile } from "./file/file";
import { variableProblems, variablesOf } from "./file/variables";
import { pruneVolumes } from "./prune";
import { registryProblems } from "./registry";
import { removeStack } from "./removal";
import { stackInputs, stackOutputs } from "./schema";
import { staleNetworks, staleText } from "./stale-networks";

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
    "files",
    "folder",
  ],

  check(inputs) {
    const all = { ...inputs, variables: variablesOf(inputs) };
    const read = readStackFile(inputs.file, { ...all, look: lookBeside(inputs.folder) });
    const contents = contentProblems(read.objects, all);
    return [
      ...fileProblems(read),
      ...contents,
      ...variableProblems(inputs, read.envFiles),
      ...registryProblems(inputs.registries),
      ...copyProblems(read.mounts, inputs),
    ];
  },

  warnings(inputs) {
    return readStackFile(inputs.file, { ...inputs, variables: variablesOf(inputs) }).warnings.map(placed);
  },

  /** What lies beside the file may change without an input. While a rollback is on, it waits with the file. */
  diff(state, inputs, usual) {
    if (usual.changes || inputs.rollback) return usual;
    const { mounts } = readStackFile(inputs.file, { ...inputs, variables: variablesOf(inputs) });
    const isSame = isDeepStrictEqual(state.copied ?? {}, hashesOf(copiesOf(mounts, inputs)));
    return { ...usual, changes: Boolean(state.pending?.length) || !isSame };
  },

  checkChange(state, inputs) {
    if (inputs.rollback) return [];
    const { modes } = readStackFile(inputs.file, { ...inputs, variables: variablesOf(inputs) });
    return state.services.flatMap(({ name, mode }) => {
      const service = name.slice(inputs.name.length + 1);
      const wanted = modes[service];
      if (wanted === undefined || wanted === mode) return [];
      const reason =
        `services.${service} is ${mode} in the swarm and ${wanted} in the file, and Docker changes no mode: ` +
        "give it another name, or take it out of the file, run, and put it back";
      return [{ property: "file", reason }];
    });
  },

  async create(context, inputs) {
    return { id: inputs.name, outputs: await apply(context, inputs) };
  },

  async read(context, _id, state) {
    const { networks } = readStackFile(state.file, { ...state, variables: variablesOf(state) });
    const seen = withManager(accessTo(context, state), "the stack's state", async (view) => ({
      ...(await look(view, state.name)),
      stale: await staleNetworks(view.host, state.name, networks),
    }));
    const found = await readOrLocked(context, `The stack ${state.name}`, seen);
    if (found === LOCKED) return { inputs: stackInputs.parse(state), outputs: state };
    if (!found || found.services.length === 0) return undefined;
    // A state of an earlier version has no marks.
    const changes = state.marks ? changesSince(state.marks, found.services) : [];
    for (const { name, change } of changes) context.log(`${name} was ${change} by hand`, "warning");
    for (const each of found.stale) context.log(`the network ${staleText(each)}`, "warning");
    const lost = await lostCopies(context, state, found);
    for (const text of lost) context.log(text, "warning");
    // The marks stay those of what was deployed, so that the next refresh sees the same.
    const { returned = {}, forced = 0, copied = {}, pending } = state;
    const kept = { ...(state.marks && { marks: state.marks }), returned, forced, copied, ...(pending && { pending }) };
    const drifted = changes.length + found.stale.length + lost.length > 0;
    return { inputs: stackInputs.parse(state), outputs: { ...outputsOf(found), ...kept }, drifted };
  },

  async update(context, _id, state, inputs, change) {
    if (inputs.rollback && state.services.length > 0) return rollBack(context, state, inputs);
    const kept = isOfMachines(change) ? await keep(context, state, inputs) : undefined;
    return kept ?? apply(context, inputs, state);
  },

  async delete(context, _id, state) {
    await removeOrWarn(context, { what: "The stack", later: `docker stack rm ${state.name}` }, async () => {
      await ignoreMissingSwarm(removeStack(await writeAccess(context, state), state.name));
      if (state.pruneVolumes) await pruneVolumes(context, state.nodes, state.name, []);
      if (mayHaveCopies(state)) await keepCopies(context, state, []);
    });
  },
});

/** Whether the stack is as its state says, and all that is new is where the swarm's machines are. */
function isOfMachines(change?: UpdateReason): boolean {
  return change?.unfinished === false && change.inputs.every((name) => name === "managers" || name === "nodes");
}
