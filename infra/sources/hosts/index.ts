import type { ConfigContext } from "../../settings/context";
import { connectionOutputs } from "../connection";
import type { MachineNeeds, MachinePlan, MachineSource, SourceMachines } from "../source";
import { loadHosts, placeNfs } from "./checks";
import { type HostConfig, hostMachines } from "./machines";
import { type HostsSettings, hostsKeys } from "./schema";

/** Hosts, as the configuration wants them. */
export interface HostsMachines extends SourceMachines {
  readonly source: "hosts";
  readonly hosts: readonly HostConfig[];
}

/** Machines that exist. */
export const hosts: MachineSource = {
  name: "hosts",
  title: "hosts",
  component: { name: "HostsCluster", description: "A Docker Swarm on hosts that exist, with all that runs in it." },
  keys: hostsKeys,
  defaults: { engineSource: "docker", timeSync: true },

  plan(context: ConfigContext<HostsSettings>): MachinePlan {
    const { settings, environment } = context;
    const hosts = loadHosts(context);
    // Hosts that are not sound are holes.
    const named = (settings.hosts ?? []).filter(Boolean);
    const machines: HostsMachines = { source: "hosts", hosts, declare: (needs) => declare(hosts, needs) };
    return {
      key: "hosts",
      groups: named.map(({ role }) => ({ role, count: 1 })),
      networks: hosts.map(({ name, address }) => ({ cidr: address, what: `the address of ${name}` })),
      nfs: {
        names: named.map(({ name }) => name),
        beside: (_, diagnostics) => placeNfs({ nfs: settings.nfs, environment }, named, diagnostics),
      },
      resolve: () => machines,
    };
  },
};

function declare(hosts: readonly HostConfig[], { nfs }: MachineNeeds) {
  const machines = hostMachines(hosts);
  if (nfs?.kind !== "host") return { machines };
  const { name, address, connection } = nfs;
  return { machines, storage: { kind: "machine" as const, name, address, connection: connectionOutputs(connection) } };
}
