import type { z } from "zod";
import { messageOf, SwarmError } from "../core/errors";
import type { HandlerContext } from "../provider/handler-context";
import type { ResourceContext } from "../provider/resource";
import { withManager } from "../swarm/access/managers";
import { accessTo, type SwarmAccess } from "../swarm/access/swarm-access";
import { writeAccess } from "../swarm/unlock/unlock-managers";
import { withObjects } from "./compose/objects";
import { converge } from "./convergence/converge";
import { changesSince, type Marks, marksOf } from "./convergence/marks";
import { look, outputsOf } from "./convergence/watch";
import { deploy } from "./deploy";
import { type NamedObject, nameObjects } from "./file/contents";
import { readStackFile } from "./file/file";
import { variablesOf } from "./file/variables";
import { makeObjects, removeOldObjects } from "./objects";
import { restart, returnToPrevious } from "./previous";
import { pruneNetworks, pruneVolumes } from "./prune";
import { checkLogins } from "./registry";
import { removeStack } from "./removal";
import type { stackInputs, stackOutputs } from "./schema";
import { refuseStaleVolumes } from "./stale-volumes";

export type Inputs = z.output<typeof stackInputs>;
export type Outputs = z.output<typeof stackOutputs>;

export const nothingYet: Outputs = { services: [], publishedPorts: [], marks: {}, returned: {}, forced: 0 };

const lookAt = (access: SwarmAccess, name: string) =>
  withManager(access, "the stack's state", (view) => look(view, name));

/** Deploys the stack's files and waits until all of it runs. `forced` is the number of the last forced update. */
export async function apply(context: ResourceContext<Outputs>, inputs: Inputs, forced: number): Promise<Outputs> {
  const access = await writeAccess(context, inputs);
  const { name, file } = inputs;
  // A deploy that fails half-way has made things already: the state must know them to remove or repair them.
  context.exists(name, { ...nothingYet, forced });
  const { all, volumes, objects } = read(inputs);
  await refuseStaleVolumes(context, inputs.nodes, volumes);
  await checkLogins(access, inputs.registries);
  const before = (await lookAt(access, name)).services;
  await makeObjects(access, name, objects);
  const overrides = inputs.overrides.map(({ name, text }) => ({ name, text: withObjects(text, objects) }));
  await deploy(access, { ...all, file: withObjects(file, objects), overrides });
  if (forced !== inputs.forceUpdate) {
    const known = marksOf(before);
    const now = (service: (typeof before)[number]) => marksOf([service])[service.Spec.Name];
    // What the deployment changed is started anew by that.
    await restart(access, name, (service) => known[service.Spec.Name] === now(service));
  }
  const done = { returned: {}, forced: inputs.forceUpdate };
  const begun = { ...outputsOf(await lookAt(access, name)), ...done };
  context.exists(name, begun);
  try {
    return { ...(await settle(context, inputs, objects, begun.marks)), ...done };
  } catch (error) {
    if (!inputs.removeFailed || before.length > 0 || !(error instanceof SwarmError)) throw error;
    throw await removed(context, access, inputs, error);
  }
}

/**
 * Where only machines came or went: what is deployed stays, because another deployment would move tags and scale services
 * back. Tasks on new nodes are waited for.
 * @returns `undefined` where the stack is not as it was deployed.
 */
export async function keep(
  context: ResourceContext<Outputs>,
  state: Inputs & Outputs,
  inputs: Inputs,
): Promise<Outputs | undefined> {
  const { marks, returned = {}, forced = 0 } = state;
  const { services, progress } = await lookAt(await writeAccess(context, inputs), inputs.name);
  // A state of an earlier version has no marks.
  if (!marks || changesSince(marks, services).length > 0 || progress.some(({ failure }) => failure)) return undefined;
  const { volumes, objects } = read(inputs);
  await refuseStaleVolumes(context, inputs.nodes, volumes);
  return { ...(await settle(context, inputs, objects, marks)), returned, forced };
}

/** The stack's files, and its secrets and configs as they are to be. */
function read(inputs: Inputs) {
  const all = { ...inputs, variables: variablesOf(inputs) };
  const { volumes, objects } = readStackFile(inputs.file, all);
  return { all, volumes, objects: nameObjects(inputs.name, objects, all) };
}

/** Waits until all of the stack runs; then what left its file goes. */
async function settle(context: HandlerContext, inputs: Inputs, objects: readonly NamedObject[], marks: Marks) {
  const { name, nodes, timeout } = inputs;
  const access = accessTo(context, inputs);
  const seen = await converge(access, name, timeout * 1_000, marks);
  // Not before: a rollback needs them.
  await removeOldObjects(access, name, objects);
  await pruneNetworks(access, name);
  if (inputs.pruneVolumes) await pruneVolumes(context, nodes, name, seen.services);
  return outputsOf(seen);
}

/** Takes a first deployment away that failed; the error says both. */
async function removed(context: ResourceContext<Outputs>, access: SwarmAccess, { name }: Inputs, why: SwarmError) {
  try {
    await removeStack(access, name);
  } catch (error) {
    context.signal.throwIfAborted();
    context.log(`the failed stack ${name} could not be removed: ${messageOf(error)}`, "warning");
    return why;
  }
  context.exists(name, nothingYet);
  const { code, kind, summary, host, cause } = why;
  const fix = "Correct the services, then run again: the stack was removed, as `removeFailed` says.";
  return new SwarmError({ code, kind, summary, host, cause, fix });
}

/** Returns the stack's services to their previous versions, once, and waits until all of it runs. */
export async function rollBack(
  context: ResourceContext<Outputs>,
  state: Inputs & Outputs,
  inputs: Inputs,
): Promise<Outputs> {
  const access = await writeAccess(context, inputs);
  const { name } = inputs;
  const forced = state.forced ?? 0;
  let returned = state.returned ?? {};
  if (Object.keys(returned).length === 0) returned = await returnToPrevious(access, name, state.marks);
  else
    context.log(`${name} stays at its previous version while \`rollback\` is true; what is declared waits`, "warning");
  const begun = { ...outputsOf(await lookAt(access, name)), returned, forced };
  context.exists(name, begun);
  return { ...begun, ...outputsOf(await converge(access, name, inputs.timeout * 1_000, begun.marks)) };
}
