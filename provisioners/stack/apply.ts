import { isDeepStrictEqual } from "node:util";
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
import { look, outputsOf, type Seen } from "./convergence/watch";
import { needsOf } from "./copies/nodes";
import { copiesOverride } from "./copies/override";
import { keepCopies, mayHaveCopies } from "./copies/place";
import { restoreCopies } from "./copies/restart";
import { deploy } from "./deploy";
import { afterFailure } from "./failed";
import { type NamedObject, nameObjects } from "./file/contents";
import { type Copy, copiesOf, hashesOf } from "./file/copies";
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

export const nothingYet: StackOutputs = {
  services: [],
  publishedPorts: [],
  marks: {},
  returned: {},
  forced: 0,
  copied: {},
};

const lookAt = (access: SwarmAccess, name: string) =>
  withManager(access, "the stack's state", (view) => look(view, name));

/** Deploys the stack's files and waits until all of it runs. `before` is the state of the last run. */
export async function apply(
  context: ResourceContext<StackOutputs>,
  inputs: StackInputs,
  before?: StackInputs & StackOutputs,
): Promise<StackOutputs> {
  const access = await writeAccess(context, inputs);
  const { name } = inputs;
  const forced = before ? (before.forced ?? 0) : inputs.forceUpdate;
  const copied = before?.copied ?? {};
  // A deploy that fails half-way has made things already: the state must know them to remove or repair them.
  context.exists(name, { ...nothingYet, forced, copied });
  const { all, ignored, volumes, networks, objects, copies } = read(inputs);
  await refuseStaleVolumes(context, inputs, volumes);
  const stale = await refuseStaleNetworks(access, networks, inputs);
  await checkLogins(access, inputs.registries);
  const seen = await lookAt(access, name);
  // Whatever tasks mount is there before they start.
  const { hit, pending } = await restoreCopies(access, inputs, copies, seen, before?.nodes);
  try {
    // After all checks: from here on services change.
    for (const network of stale) await removeStaleNetwork(access, network, inputs);
    const start = { seen, forced, all, ignored, objects, copies, hit, copied };
    return { ...(await deployed(context, access, inputs, start)), ...(pending && { pending }) };
  } catch (error) {
    if (!(error instanceof SwarmError)) throw error;
    const { services } = seen;
    const outputs = services.length > 0 ? { ...outputsOf(seen), returned: {}, forced, copied } : nothingYet;
    throw await afterFailure(context, access, inputs, { services, outputs }, error);
  }
}

/** What a deployment starts from. */
interface Start extends Pick<ReturnType<typeof read>, "all" | "ignored" | "objects" | "copies"> {
  /** The stack as it was. */
  seen: Seen;
  forced: number;
  /** IDs of services whose tasks lost what they mount. */
  hit: ReadonlySet<string>;
  /** The copies of the last run. */
  copied: StackOutputs["copied"];
}

async function deployed(
  context: ResourceContext<StackOutputs>,
  access: SwarmAccess,
  inputs: StackInputs,
  { seen, forced, all, ignored, objects, copies, hit, copied }: Start,
): Promise<StackOutputs> {
  const { name, file } = inputs;
  await makeObjects(access, name, objects);
  const overrides = inputs.overrides.map(({ name, text }) => ({ name, text: withObjects(text, objects) }));
  const own = [ignoredOverride({ ...inputs, services: ignored }, seen.services), copiesOverride(name, file, copies)];
  await deploy(access, {
    ...all,
    file: withObjects(file, objects),
    overrides: [...overrides, ...own.flatMap((override) => override ?? [])],
  });
  const known = marksOf(seen.services);
  const isForced = forced !== inputs.forceUpdate;
  // What the deployment changed is started anew by that.
  const isSame = (service: Service) => known[service.Spec.Name] === marksOf([service])[service.Spec.Name];
  if (isForced || hit.size > 0) {
    await restart(access, name, (service) => (isForced || hit.has(service.ID)) && isSame(service));
  }
  const done = { returned: {}, forced: inputs.forceUpdate, copied: hashesOf(copies) };
  const begun = { ...outputsOf(await lookAt(access, name)), ...done };
  context.exists(name, begun);
  return { ...(await settle(context, inputs, objects, begun.marks, copied)), ...done };
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
  const { marks, returned = {}, forced = 0, copied = {} } = state;
  const access = await writeAccess(context, inputs);
  const seen = await lookAt(access, inputs.name);
  const { services, progress } = seen;
  // A state of an earlier version has no marks.
  if (!marks || changesSince(marks, services).length > 0 || progress.some(({ failure }) => failure)) return undefined;
  const { volumes, objects, copies } = read(inputs);
  // Another content is another deployment.
  if (!isDeepStrictEqual(copied, hashesOf(copies))) return undefined;
  await refuseStaleVolumes(context, inputs, volumes);
  const { hit, pending } = await restoreCopies(access, inputs, copies, seen, state.nodes);
  if (hit.size > 0) await restart(access, inputs.name, ({ ID }) => hit.has(ID));
  const settled = await settle(context, inputs, objects, marks, copied);
  return { ...settled, returned, forced, copied, ...(pending && { pending }) };
}

/** The stack's files, and its secrets and configs as they are to be. */
function read(inputs: StackInputs) {
  const all = { ...inputs, variables: variablesOf(inputs) };
  const { ignored, volumes, networks, objects, mounts } = readStackFile(inputs.file, all);
  const copies: Copy[] = copiesOf(mounts, inputs);
  return { all, ignored, volumes, networks, objects: nameObjects(inputs.name, objects, all), copies };
}

/** Waits until all of the stack runs; then what left its file goes. */
async function settle(
  context: HandlerContext,
  inputs: StackInputs,
  objects: readonly NamedObject[],
  marks: Marks,
  copied: StackOutputs["copied"],
) {
  const { name, nodes, timeout } = inputs;
  const access = accessTo(context, inputs);
  const seen = await converge(access, name, timeout * 1_000, marks);
  // Not before: a rollback needs them.
  await removeOldObjects(access, name, objects);
  await pruneNetworks(access, name);
  if (inputs.pruneVolumes) await pruneVolumes(context, nodes, name, seen.services);
  if (mayHaveCopies({ files: inputs.files, copied }))
    await keepCopies(context, inputs, usedCopies(name, seen.services));
  return outputsOf(seen);
}

/** Hashes of the copies that services mount, or would mount after a rollback. */
function usedCopies(name: string, services: readonly Service[]): string[] {
  return needsOf(
    name,
    services.flatMap(({ Spec, PreviousSpec }) => [Spec, PreviousSpec ?? []].flat()),
  ).map(({ hash }) => hash);
}

/** Returns the stack's services to their previous versions, once, and waits until all of it runs. */
export async function rollBack(
  context: ResourceContext<StackOutputs>,
  state: StackInputs & StackOutputs,
  inputs: StackInputs,
): Promise<StackOutputs> {
  const access = await writeAccess(context, inputs);
  const { name } = inputs;
  const { forced = 0, copied = {} } = state;
  let returned = state.returned ?? {};
  if (Object.keys(returned).length === 0) returned = await returnToPrevious(access, name, state.marks);
  else
    context.log(`${name} stays at its previous version while \`rollback\` is true; what is declared waits`, "warning");
  const begun = { ...outputsOf(await lookAt(access, name)), returned, forced, copied };
  context.exists(name, begun);
  return { ...begun, ...outputsOf(await converge(access, name, inputs.timeout * 1_000, begun.marks)) };
}
