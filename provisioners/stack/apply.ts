import { SwarmError } from "../core/errors";
import type { Service } from "../docker/shapes";
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
import { afterFailure } from "./failed";
import { type NamedObject, nameObjects } from "./file/contents";
import { readStackFile } from "./file/file";
import { variablesOf } from "./file/variables";
import { ignoredOverride } from "./ignored";
import { makeObjects, removeOldObjects } from "./objects";
import { restart, returnToPrevious } from "./previous";
import { pruneNetworks, pruneVolumes } from "./prune";
import { checkLogins } from "./registry";
import type { StackInputs, StackOutputs } from "./schema";
import { refuseStaleNetworks, removeStaleNetwork } from "./stale-networks";
import { refuseStaleVolumes } from "./stale-volumes";

export const nothingYet: StackOutputs = { services: [], publishedPorts: [], marks: {}, returned: {}, forced: 0 };

const lookAt = (access: SwarmAccess, name: string) =>
  withManager(access, "the stack's state", (view) => look(view, name));

/** Deploys the stack's files and waits until all of it runs. `forced` is the number of the last forced update. */
export async function apply(
  context: ResourceContext<StackOutputs>,
  inputs: StackInputs,
  forced: number,
): Promise<StackOutputs> {
  const access = await writeAccess(context, inputs);
  const { name } = inputs;
  // A deploy that fails half-way has made things already: the state must know them to remove or repair them.
  context.exists(name, { ...nothingYet, forced });
  const { all, ignored, volumes, networks, objects } = read(inputs);
  await refuseStaleVolumes(context, inputs, volumes);
  const stale = await refuseStaleNetworks(access, networks, inputs);
  await checkLogins(access, inputs.registries);
  const seen = await lookAt(access, name);
  try {
    // After all checks: from here on services change.
    for (const network of stale) await removeStaleNetwork(access, network, inputs);
    return await deployed(context, access, inputs, { before: seen.services, forced, all, ignored, objects });
  } catch (error) {
    if (!(error instanceof SwarmError)) throw error;
    const outputs = seen.services.length > 0 ? { ...outputsOf(seen), returned: {}, forced } : nothingYet;
    throw await afterFailure(context, access, inputs, { services: seen.services, outputs }, error);
  }
}

/** What a deployment starts from. */
interface Start extends Pick<ReturnType<typeof read>, "all" | "ignored" | "objects"> {
  before: readonly Service[];
  forced: number;
}

async function deployed(
  context: ResourceContext<StackOutputs>,
  access: SwarmAccess,
  inputs: StackInputs,
  { before, forced, all, ignored, objects }: Start,
): Promise<StackOutputs> {
  const { name, file } = inputs;
  await makeObjects(access, name, objects);
  const overrides = inputs.overrides.map(({ name, text }) => ({ name, text: withObjects(text, objects) }));
  const kept = ignoredOverride({ ...inputs, services: ignored }, before);
  await deploy(access, {
    ...all,
    file: withObjects(file, objects),
    overrides: [...overrides, ...(kept ? [kept] : [])],
  });
  if (forced !== inputs.forceUpdate) {
    const known = marksOf(before);
    const now = (service: Service) => marksOf([service])[service.Spec.Name];
    // What the deployment changed is started anew by that.
    await restart(access, name, (service) => known[service.Spec.Name] === now(service));
  }
  const done = { returned: {}, forced: inputs.forceUpdate };
  const begun = { ...outputsOf(await lookAt(access, name)), ...done };
  context.exists(name, begun);
  return { ...(await settle(context, inputs, objects, begun.marks)), ...done };
}

/**
 * Where only machines came or went: what is deployed stays, because another deployment would move tags and scale services
 * back. Tasks on new nodes are waited for.
 * @returns `undefined` where the stack is not as it was deployed.
 */
export async function keep(
  context: ResourceContext<StackOutputs>,
  state: StackInputs & StackOutputs,
  inputs: StackInputs,
): Promise<StackOutputs | undefined> {
  const { marks, returned = {}, forced = 0 } = state;
  const { services, progress } = await lookAt(await writeAccess(context, inputs), inputs.name);
  // A state of an earlier version has no marks.
  if (!marks || changesSince(marks, services).length > 0 || progress.some(({ failure }) => failure)) return undefined;
  const { volumes, objects } = read(inputs);
  await refuseStaleVolumes(context, inputs, volumes);
  return { ...(await settle(context, inputs, objects, marks)), returned, forced };
}

/** The stack's files, and its secrets and configs as they are to be. */
function read(inputs: StackInputs) {
  const all = { ...inputs, variables: variablesOf(inputs) };
  const { ignored, volumes, networks, objects } = readStackFile(inputs.file, all);
  return { all, ignored, volumes, networks, objects: nameObjects(inputs.name, objects, all) };
}

/** Waits until all of the stack runs; then what left its file goes. */
async function settle(context: HandlerContext, inputs: StackInputs, objects: readonly NamedObject[], marks: Marks) {
  const { name, nodes, timeout } = inputs;
  const access = accessTo(context, inputs);
  const seen = await converge(access, name, timeout * 1_000, marks);
  // Not before: a rollback needs them.
  await removeOldObjects(access, name, objects);
  await pruneNetworks(access, name);
  if (inputs.pruneVolumes) await pruneVolumes(context, nodes, name, seen.services);
  return outputsOf(seen);
}

/** Returns the stack's services to their previous versions, once, and waits until all of it runs. */
export async function rollBack(
  context: ResourceContext<StackOutputs>,
  state: StackInputs & StackOutputs,
  inputs: StackInputs,
): Promise<StackOutputs> {
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
