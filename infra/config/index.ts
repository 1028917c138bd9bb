import { Address4 } from "ip-address";
import { quorumWarning } from "../quorum";
import type { Role } from "../topology";
import { type HostConfig, loadHosts } from "./hosts";
import { checkLab, type LabPool, labPools } from "./labs";
import { ConfigError, type Mistake } from "./mistakes";
import { checkAddressPools, type UsedNetwork } from "./networks";
import type { Settings } from "./schema";
import { loadStacks, type StackConfig } from "./stackfiles";
import type { Surroundings } from "./surroundings";
import { readValues } from "./values";

/** The configuration, checked, with defaults filled in and files read. */
export interface Config {
  /** Where machines come from, and what that source needs. */
  machines:
    | { source: "lab"; pools: LabPool[]; lab: { name: string; network: string; image: "docker" | "bare" } }
    | { source: "hosts"; hosts: HostConfig[] };
  engine: EngineConfig;
  swarm: { addressPools: string[]; subnetSize: number };
  stacks: StackConfig[];
  /** What is allowed and yet worth a thought. */
  warnings: string[];
}

/** Docker on every machine. */
export interface EngineConfig {
  source: "docker" | "distribution";
  version?: string;
  mirror?: string;
  daemon: Record<string, unknown>;
}

/**
 * The configuration from its raw form: values by full key, objects as JSON: `{"swarm:stacks": "[\"redis\"]"}`.
 * @throws ConfigError with every mistake at once
 */
export function parseConfig(raw: Readonly<Record<string, string>>, near: Surroundings): Config {
  const { settings, incomplete, mistakes } = readValues(raw);
  const warnings: string[] = [];
  const machines = machinesOf(settings, incomplete, near, mistakes);
  const key = machines.source === "lab" ? "pools" : "hosts";
  const planned =
    machines.source === "lab" ? machines.pools : (settings.hosts ?? []).map(({ role }) => ({ role, count: 1 }));
  if (!incomplete.has(key)) checkManagers(planned, key, mistakes, warnings);
  checkAddressPools(settings.addressPools, settings.subnetSize, usedNetworks(machines, settings), mistakes);
  const stacks = loadStacks(settings.stacks, near, mistakes);
  if (mistakes.length > 0) throw new ConfigError(mistakes);

  // Machines of a lab reach no repository of Docker's: they get the distribution's packages through their host.
  const engine = {
    ...settings.engine,
    source: settings.engine.source ?? (key === "pools" ? "distribution" : "docker"),
  };
  const { addressPools, subnetSize } = settings;
  return { machines, engine, swarm: { addressPools, subnetSize }, stacks, warnings };
}

function machinesOf(
  settings: Settings,
  incomplete: ReadonlySet<string>,
  near: Surroundings,
  mistakes: Mistake[],
): Config["machines"] {
  if (settings.source === "hosts") {
    if (settings.pools) mistakes.push({ path: "pools", text: "are for a lab: with source `hosts`, list the `hosts`" });
    if (!settings.hosts && !incomplete.has("hosts")) {
      mistakes.push({ path: "hosts", text: "is missing: source `hosts` needs the machines that exist" });
    }
    return { source: "hosts", hosts: loadHosts(settings.hosts ?? [], near, mistakes) };
  }
  if (settings.hosts && !incomplete.has("source")) {
    mistakes.push({
      path: "hosts",
      text: "are not used by source `lab`: set `swarm:source` to `hosts`, or remove them",
    });
  }
  const pools = labPools(settings.pools, near.capacity);
  if (settings.pools || !incomplete.has("pools")) checkLab(pools, settings.lab.network, near.capacity, mistakes);
  return { source: "lab", pools, lab: { ...settings.lab, name: settings.lab.name ?? labName(near.stack) } };
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

function usedNetworks(machines: Config["machines"], settings: Settings): UsedNetwork[] {
  const docker = settings.engine.daemon.bip ?? "172.17.0.0/16";
  const used =
    typeof docker === "string" && Address4.isValid(docker)
      ? [{ cidr: docker, what: "Docker's own bridge network" }]
      : [];
  if (machines.source === "lab") return [...used, { cidr: machines.lab.network, what: "the lab's network" }];
  return [...used, ...machines.hosts.map(({ name, address }) => ({ cidr: address, what: `the address of ${name}` }))];
}

/** A Pulumi stack's name as a DNS label. */
function labName(stack: string): string {
  const label = stack
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 63);
  return label || "lab";
}
