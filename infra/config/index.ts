import { archiveProblems } from "../../provisioners/images/archive";
import type { ConfigContext } from "../settings/context";
import type { Environment } from "../settings/environment";
import { Diagnostics } from "../settings/problems/diagnostics";
import { ConfigError } from "../settings/problems/problems";
import { readSettings } from "../settings/read";
import { configSchema } from "../settings/schema/schema";
import { encryptionWishes } from "../settings/workloads/encryption";
import { checkAddressPools, networksInUse, subnetsInUse } from "../settings/workloads/networks";
import { resolveStacks, type StackConfig } from "../settings/workloads/stacks";
import { machineSources } from "../sources";
import type { MachineSource } from "../sources/source";
import type { Config } from "./config";
import { resolveEngine } from "./resolve/engine";
import { planMachines } from "./resolve/machines";
import { checkStacksForNfs, type NfsConfig, nfsVariable, resolveNfs } from "./resolve/nfs";
import { type ObjectsConfig, objectVariables, resolveObjects } from "./resolve/objects";
import { checkPlaces } from "./resolve/places";
import { resolvePreparation } from "./resolve/preparation";

/** Raw values by full key, objects as JSON: `{"swarm:stacks": "[\"redis\"]"}`. */
export type RawConfig = Readonly<Record<string, string>>;

/**
 * The configuration from its raw form: values by full key, objects as JSON: `{"swarm:stacks": "[\"redis\"]"}`.
 * @throws ConfigError with every problem at once
 */
export const parseConfig = configParser(machineSources);

/** A parser of configurations with machines of these sources. */
export function configParser(sources: readonly MachineSource[]) {
  const schema = configSchema(sources);
  return (raw: RawConfig, environment: Environment): Config => {
    const diagnostics = new Diagnostics();
    const context = { ...readSettings(raw, schema, diagnostics), environment, diagnostics };
    const source = sources.find(({ name }) => name === context.settings.source);
    if (!source) throw new RangeError(`there is no source ${context.settings.source}`);
    return resolve(context, source, sources);
  };
}

/** Each part checked and resolved in turn; what a later part needs of an earlier one is handed on. */
function resolve(context: ConfigContext, source: MachineSource, sources: readonly MachineSource[]): Config {
  const { settings, diagnostics } = context;
  const plan = planMachines(context, source, sources);
  const used = [...networksInUse(settings), ...(plan?.networks ?? [])];
  checkAddressPools(settings.addressPools, settings.subnetSize, used, diagnostics);
  const nfs = plan?.nfs && resolveNfs(context, plan.nfs);
  const objects = resolveObjects(context, used);
  const stacks = resolveStacks(context, variablesFor(objects, context), [...used, ...subnetsInUse(settings)]);
  if (plan) checkPlaces(stacks, plan.groups, diagnostics);
  checkStorage(nfs, stacks, context);
  const encryption = encryptionWishes(settings, stacks);
  const preparation = resolvePreparation(context, source.defaults.timeSync, encryption.length > 0);
  const machines = plan?.resolve({ stacks, encryption }, diagnostics);
  const engine = resolveEngine(context, source.defaults.engineSource, plan?.system);
  diagnostics.refuseDuplicates("plugins", settings.plugins, "name");
  const preload = resolvePreload(context);
  diagnostics.throwProblems();
  // A plan that is missing has its reason among the problems.
  if (!machines) throw new ConfigError(diagnostics.problems);

  const { addressPools, subnetSize, preflight, allow, plugins, registries, prune } = settings;
  const { restore } = settings.swarm;
  const backup = restore && { restore: { ...restore, archive: context.environment.resolve(restore.archive) } };
  const swarm = { ...settings.swarm, ...backup, addressPools, subnetSize };
  const { warnings } = diagnostics;
  const parts = { machines, preflight, allow, preparation, engine, swarm, nfs, plugins, stacks, preload, registries };
  return { ...parts, ...objects, prune, warnings };
}

/** Variables that the program gives to every stack. Their values stand for what comes when the cluster is there. */
function variablesFor(objects: ObjectsConfig, { settings }: ConfigContext): Record<string, string> {
  const sharesStorage = settings.nfs !== undefined || settings.cloud?.nfs !== undefined;
  const names = objectVariables(objects).map((name) => [name, "name"]);
  return { ...Object.fromEntries(names), ...(sharesStorage && { [nfsVariable]: "192.0.2.1" }) };
}

/** What the stacks want of shared storage. */
function checkStorage(
  nfs: NfsConfig | undefined,
  stacks: readonly StackConfig[],
  { settings, incomplete, diagnostics }: ConfigContext,
): void {
  // Where a problem hides whether there is NFS, stacks are not blamed for it.
  const isKnown = !settings.nfs === !nfs && !incomplete.has("nfs") && !incomplete.has("cloud");
  if (isKnown && !settings.cloud?.nfs) checkStacksForNfs(nfs, stacks, diagnostics);
}

function resolvePreload({ settings, environment, diagnostics }: ConfigContext): string[] {
  const preload = settings.preload.map((path) => environment.resolve(path));
  for (const { property, reason } of archiveProblems(preload)) {
    diagnostics.problem(property.replace("archives", "preload"), reason.replace("archives", "preload"));
  }
  return preload;
}
