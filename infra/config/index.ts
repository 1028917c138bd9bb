import { usualDataPathPort } from "../../provisioners/host/ports";
import { archiveProblems } from "../../provisioners/images/archive";
import type { Preparation } from "../preparation";
import { quorumWarning } from "../quorum";
import { checkPublished } from "../sources/cloud/ports";
import { planMachines, poolCapacity, type Role } from "../topology";
import type { Surroundings } from "./environment";
import { ConfigError, type Mistake, refuseTwins } from "./problems/problems";
import { isEncrypted, refuseEncryption } from "./resolve/encryption";
import { checkEngine } from "./resolve/engine";
import { loadMachines, type MachinesConfig, usedNetworks } from "./resolve/machines";
import { checkAddressPools, checkCloudNetwork } from "./resolve/networks";
import { checkStacksForNfs, loadNfs, type NfsConfig, nfsVariable, type Planned } from "./resolve/nfs";
import { loadObjects, type ObjectsConfig, objectVariables } from "./resolve/objects";
import { loadPreparation } from "./resolve/preparation";
import { loadStacks, type StackConfig } from "./resolve/stacks";
import type { PluginSettings, Settings } from "./schema/schema";
import { readValues } from "./settings";

/** The configuration, checked, with defaults filled in and files read. */
export interface Config extends ObjectsConfig {
  /** Where machines come from, and what that source needs. */
  machines: MachinesConfig;
  engine: EngineConfig;
  /** What is asked of all machines before any of them is changed. */
  preflight: Settings["preflight"];
  /** What this run may do to managers and data. */
  allow: Settings["allow"];
  /** What is done to every machine before Docker comes. */
  preparation: Preparation;
  swarm: Settings["swarm"] & { addressPools: string[]; subnetSize: number };
  /** Shared storage for the stacks; that of a cloud is a part of its place. */
  nfs?: NfsConfig;
  /** Plugins of Docker on every machine. */
  plugins: PluginSettings[];
  stacks: StackConfig[];
  /** Archives of images that every node gets. */
  preload: string[];
  /** Logins with which all nodes pull the stacks' images. */
  registries: Settings["registries"];
  /** What is allowed and yet worth a thought. */
  warnings: string[];
}

/** Docker on every machine. */
export interface EngineConfig {
  source: "docker" | "distribution";
  version?: string;
  mirror?: string;
  keyFingerprint?: string;
  bundle?: string;
  daemon: Record<string, unknown>;
  /** Workers that may be out of service at the same time while Docker is changed. */
  maxUnavailable: number;
  allowDowngrade: boolean;
}

/**
 * The configuration from its raw form: values by full key, objects as JSON: `{"swarm:stacks": "[\"redis\"]"}`.
 * @throws ConfigError with every mistake at once
 */
export function parseConfig(raw: Readonly<Record<string, string>>, near: Surroundings): Config {
  const { settings, incomplete, mistakes } = readValues(raw);
  const warnings: string[] = [];
  const machines = loadMachines(settings, incomplete, near, mistakes, warnings);
  const key = settings.source === "hosts" ? "hosts" : "pools";
  const planned =
    machines && "pools" in machines ? machines.pools : (settings.hosts ?? []).map(({ role }) => ({ role, count: 1 }));
  if (machines && !incomplete.has(key)) checkManagers(planned, key, mistakes, warnings);
  checkAddressPools(settings.addressPools, settings.subnetSize, usedNetworks(machines, settings), mistakes);
  const base = plannedOf(machines, settings);
  const nfs = settings.nfs && base && loadNfs(settings.nfs, base, near, mistakes);
  const sharesStorage = settings.nfs !== undefined || settings.cloud?.nfs !== undefined;
  const objects = loadObjects(settings, usedNetworks(machines, settings), near, mistakes);
  // Stand for what comes when the cluster is there.
  const names = objectVariables(objects).map((name) => [name, "name"]);
  const provided = { ...Object.fromEntries(names), ...(sharesStorage && { [nfsVariable]: "192.0.2.1" }) };
  const stacks = loadStacks(settings.stacks, provided, near, mistakes);
  // Where a mistake hides whether there is NFS, stacks are not blamed for it.
  const isKnown = !settings.nfs === !nfs && !incomplete.has("nfs") && !incomplete.has("cloud");
  if (isKnown && !settings.cloud?.nfs) checkStacksForNfs(nfs, stacks, mistakes);
  const preparation = loadPreparation(settings.preparation, settings.source, mistakes);
  if (machines && "place" in machines) {
    checkCloudNetwork(machines.place.network, usedNetworks(undefined, settings), mistakes);
    machines.place.encrypted ||= isEncrypted(settings, stacks);
    checkPublished(machines.source, machines.place, stacks, mistakes, warnings);
    if (settings.swarm.dataPathPort !== usualDataPathPort) {
      const text = `is ${settings.swarm.dataPathPort}, but a cloud's firewall opens ${usualDataPathPort} for overlay networks: leave it out`;
      mistakes.push({ path: "swarm.dataPathPort", text });
    }
    if (machines.source === "digitalocean") refuseEncryption(settings, stacks, mistakes);
  }
  // Machines of a lab reach no repository of Docker's: they get the distribution's packages through their host.
  const source = settings.engine.source ?? (machines?.source === "lab" ? "distribution" : "docker");
  if (machines && !incomplete.has("engine")) checkEngine({ ...settings.engine, source }, machines, mistakes);
  refuseTwins("plugins", settings.plugins, "name", mistakes);
  const preload = settings.preload.map((path) => near.resolve(path));
  for (const { property, reason } of archiveProblems(preload)) {
    mistakes.push({ path: property.replace("archives", "preload"), text: reason.replace("archives", "preload") });
  }
  if (mistakes.length > 0 || !machines) throw new ConfigError(mistakes);
  preparation.encryptedOverlays = isEncrypted(settings, stacks);

  const engine = {
    ...settings.engine,
    source,
    bundle: settings.engine.bundle && near.resolve(settings.engine.bundle),
  };
  const { addressPools, subnetSize, preflight, allow, plugins, registries } = settings;
  const swarm = { ...settings.swarm, addressPools, subnetSize };
  return {
    machines,
    preflight,
    allow,
    preparation,
    engine,
    swarm,
    nfs,
    plugins,
    ...objects,
    stacks,
    preload,
    registries,
    warnings,
  };
}

function checkManagers(
  planned: readonly { role: Role; count: number }[],
  key: string,
  mistakes: Mistake[],
  warnings: string[],
): void {
  const managers = planned.reduce((sum, { role, count }) => (role === "manager" ? sum + count : sum), 0);
  if (managers < 1 && planned.length > 0) {
    mistakes.push({ path: key, text: "have no manager: at least one is needed, 3 survive the loss of one" });
  } else if (managers > 7) {
    mistakes.push({
      path: key,
      text: `have ${managers} managers: at most 7 are allowed, more only make it slower; use workers`,
    });
  } else if (managers > 0) {
    const warning = quorumWarning(managers);
    if (warning) warnings.push(warning);
  }
}

/** What `swarm:nfs` may serve from; `undefined` for a cloud, which has storage of its own. */
function plannedOf(machines: MachinesConfig | undefined, settings: Settings): Planned | undefined {
  if (machines?.source === "hosts") {
    const hosts = (settings.hosts ?? []).filter(Boolean);
    const { names, addresses } = { names: hosts.map(({ name }) => name), addresses: hosts.map((each) => each.address) };
    return { source: "hosts", network: "", names, addresses };
  }
  if (machines?.source !== "lab") return undefined;
  const { network } = machines.lab;
  // More machines than have addresses are a mistake already.
  const fitting = machines.pools.filter(({ count }) => count <= poolCapacity(network));
  const names = planMachines(fitting, network).map(({ name }) => name);
  return { source: "lab", network, names, addresses: [] };
}
