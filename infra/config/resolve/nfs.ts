import { nfsProblems } from "../../../provisioners/nfs/check";
import type { NfsClientRule, NfsDisk, NfsExport } from "../../../provisioners/nfs/schema";
import type { Connection } from "../../../provisioners/ssh/schema";
import { loadConnection } from "../../sources/hosts/connections";
import { labMemory, nfsAddress } from "../../topology";
import type { Surroundings } from "../environment";
import { type Mistake, unknownText } from "../problems/problems";
import type { NfsSettings } from "../schema/schema";
import type { StackConfig } from "./stacks";

/** The variable that every stack gets the server's address by. */
export const nfsVariable = "NFS_HOST";
/** Name of the server's machine where it has one of its own. */
const ownName = "nfs";

/** What serves NFS: a machine of the swarm, or one beside it. */
export type NfsPlace =
  | { kind: "node"; name: string }
  | { kind: "lab"; name: string; address: string; cpus: number; memory: number }
  | { kind: "host"; name: string; address: string; connection: Connection };

/** Shared storage for the stacks. */
export interface NfsConfig {
  place: NfsPlace;
  /** Without `clients`, every machine of the swarm may mount it. */
  exports: (Omit<NfsExport, "clients"> & { clients?: NfsClientRule[] })[];
  disk?: NfsDisk;
}

/** What the swarm is made of, as far as it is planned. */
export interface Planned {
  source: "lab" | "hosts";
  /** The lab's network. */
  network: string;
  names: readonly string[];
  addresses: readonly string[];
}

/** Checks where NFS is to be served from, and what; `undefined` where that cannot be told. */
export function loadNfs(
  settings: NfsSettings,
  planned: Planned,
  near: Surroundings,
  mistakes: Mistake[],
): NfsConfig | undefined {
  const exports = settings.exports.map((each) => ({ ...each, clients: each.clients ?? [] }));
  for (const { property, reason } of nfsProblems(exports, settings.disk)) {
    mistakes.push({ path: `nfs.${property}`, text: reason });
  }
  const place = placeOf(settings, planned, near, mistakes);
  return place && { place, exports: settings.exports, disk: settings.disk };
}

/** What stacks say of NFS that this configuration cannot give. */
export function checkStacksForNfs(
  nfs: NfsConfig | undefined,
  stacks: readonly StackConfig[],
  mistakes: Mistake[],
): void {
  stacks.forEach(({ file, variables, ports, name }, index) => {
    const path = `stacks[${index}]`;
    // A variable with a default of its own does without.
    if (!nfs && !(nfsVariable in variables) && new RegExp(`\\$\\{?${nfsVariable}(?!\\w|:?[-+])`).test(file)) {
      const text = `(${name}) uses ${nfsVariable}, but neither \`swarm:nfs\` nor \`nfs\` in \`swarm:cloud\` is set: set one, or give the variable yourself`;
      mistakes.push({ path, text });
    }
    if (nfs?.place.kind === "node" && ports.some(({ port, protocol }) => port === 2049 && protocol === "tcp")) {
      mistakes.push({ path, text: `(${name}) publishes 2049/tcp, where ${nfs.place.name} serves NFS: choose another` });
    }
  });
}

function placeOf(settings: NfsSettings, planned: Planned, near: Surroundings, mistakes: Mistake[]) {
  const report = (key: string, text: string) => void mistakes.push({ path: key ? `nfs.${key}` : "nfs", text });
  const { on, machine, host } = settings;
  const given = (["on", "machine", "host"] as const).filter((key) => settings[key] !== undefined);
  if (given.length > 1) return report("", `has ${given.join(" and ")}: only one of them can serve`);
  if (on !== undefined) {
    if (planned.names.includes(on)) return { kind: "node", name: on } as const;
    return report("on", unknownText("machine", on, planned.names));
  }
  if (planned.source === "lab") {
    if (host) return report("host", "is not used by source `lab`: use `machine: {}`, or `on` with a machine's name");
    const { cpus = 1, memory = labMemory } = machine ?? {};
    return { kind: "lab", name: ownName, address: nfsAddress(planned.network), cpus, memory } as const;
  }
  if (machine) return report("machine", "is for a lab: with source `hosts`, give `host`, or `on` with a host's name");
  if (!host) return report("", "needs `host`, a machine of its own, or `on`, the name of one of `hosts`");
  if (planned.names.includes(ownName))
    report("host", `cannot be there beside a host called \`${ownName}\`: rename that`);
  if (planned.addresses.includes(host.address)) report("host.address", `is that of one of \`hosts\`: use \`on\``);
  const connection = loadConnection(host, "nfs.host", near, mistakes);
  return connection && ({ kind: "host", name: ownName, address: host.address, connection } as const);
}
