import { Address4 } from "ip-address";
import type { ImageKind } from "../../../provisioners/machines/schema";
import { type CloudMachines, loadCloud } from "../../sources/cloud/place";
import { type HostConfig, loadHosts } from "../../sources/hosts/connections";
import { checkLab, type LabPool, labPools } from "../../sources/lab/checks";
import type { Surroundings } from "../environment";
import type { Mistake } from "../problems/problems";
import { asLabel } from "../schema/dns-label";
import type { Settings } from "../schema/schema";
import type { UsedNetwork } from "./networks";

/** Where machines come from, and what that source needs. */
export type MachinesConfig =
  | { source: "lab"; pools: LabPool[]; lab: { name: string; network: string; image: ImageKind } }
  | { source: "hosts"; hosts: HostConfig[] }
  | CloudMachines;

/** The machines that the settings ask for; `undefined` where a mistake leaves too little to go on. */
export function loadMachines(
  settings: Settings,
  incomplete: ReadonlySet<string>,
  near: Surroundings,
  mistakes: Mistake[],
  warnings: string[],
): MachinesConfig | undefined {
  const { source } = settings;
  if (!incomplete.has("source")) checkKeys(settings, mistakes);
  if (source === "digitalocean" || source === "aws") {
    return loadCloud(source, settings, incomplete, near, mistakes, warnings);
  }
  if (source === "hosts") {
    if (!settings.hosts && !incomplete.has("hosts")) {
      mistakes.push({ path: "hosts", text: "is missing: source `hosts` needs the machines that exist" });
    }
    return { source, hosts: loadHosts(settings.hosts ?? [], near, mistakes) };
  }
  settings.pools?.forEach((pool, index) => {
    for (const key of ["size", "zones", "spot", "disk"] as const) {
      const text = "is for a cloud: a lab's machines have `cpus` and `memory`";
      if (pool[key] !== undefined && !incomplete.has("source")) mistakes.push({ path: `pools[${index}].${key}`, text });
    }
  });
  const pools = labPools(settings.pools, near.capacity);
  if (settings.pools || !incomplete.has("pools")) {
    checkLab(pools, settings.lab.network, near.capacity, mistakes, settings.nfs);
  }
  return { source: "lab", pools, lab: { ...settings.lab, name: settings.lab.name ?? asLabel(near.stack, 63, "lab") } };
}

/** Keys that the chosen source does not use. */
function checkKeys({ source, pools, hosts, cloud, nfs }: Settings, mistakes: Mistake[]): void {
  if (pools && source === "hosts") {
    mistakes.push({ path: "pools", text: "are for a lab or a cloud: with source `hosts`, list the `hosts`" });
  }
  if (hosts && source !== "hosts") {
    const text = `are not used by source \`${source}\`: set \`swarm:source\` to \`hosts\`, or remove them`;
    mistakes.push({ path: "hosts", text });
  }
  if (cloud && source !== "digitalocean" && source !== "aws") {
    const text = `is not used by source \`${source}\`: set \`swarm:source\` to digitalocean or aws, or remove it`;
    mistakes.push({ path: "cloud", text });
  }
  if (nfs && (source === "digitalocean" || source === "aws")) {
    mistakes.push({ path: "nfs", text: `is not used by source \`${source}\`: set \`nfs\` in \`swarm:cloud\` instead` });
  }
}

/** Networks that overlay networks must stay clear of. */
export function usedNetworks(machines: MachinesConfig | undefined, settings: Settings): UsedNetwork[] {
  const docker = settings.engine.daemon.bip ?? "172.17.0.0/16";
  const used = settings.onPremises.map((cidr, index) => ({ cidr, what: `onPremises[${index}]` }));
  if (typeof docker === "string" && Address4.isValid(docker)) {
    used.unshift({ cidr: docker, what: "Docker's own bridge network" });
  }
  switch (machines?.source) {
    case "lab":
      return [...used, { cidr: machines.lab.network, what: "the lab's network" }];
    case "hosts":
      return [
        ...used,
        ...machines.hosts.map(({ name, address }) => ({ cidr: address, what: `the address of ${name}` })),
      ];
    case "digitalocean":
    case "aws":
      return [...used, { cidr: machines.place.network, what: "the cloud's network" }];
    default:
      return used;
  }
}
