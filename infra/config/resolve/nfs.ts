import { nfsProblems } from "../../../provisioners/nfs/check";
import type { ConfigContext } from "../../settings/context";
import type { Diagnostics } from "../../settings/problems/diagnostics";
import { unknownText } from "../../settings/problems/problems";
import type { NfsDiskSettings, NfsExportSettings, NfsSettings } from "../../settings/types";
import type { StackConfig } from "../../settings/workloads/stacks";
import type { NfsPlace, NfsPlan } from "../../sources/nfs-plan";

/** The variable that every stack gets the server's address by. */
export const nfsVariable = "NFS_HOST";

/** Shared storage for the stacks. */
export interface NfsConfig {
  place: NfsPlace;
  /** Without `clients`, every machine of the swarm may mount it. */
  exports: NfsExportSettings[];
  disk?: NfsDiskSettings;
}

/** Checks where NFS is to be served from, and what; `undefined` where that cannot be told. */
export function resolveNfs({ settings, diagnostics }: ConfigContext, plan: NfsPlan): NfsConfig | undefined {
  const { nfs } = settings;
  if (!nfs) return undefined;
  const exports = nfs.exports.map((each) => ({ ...each, clients: each.clients ?? [] }));
  for (const { property, reason } of nfsProblems(exports, nfs.disk)) diagnostics.problem(`nfs.${property}`, reason);
  const place = placeOf(nfs, plan, diagnostics);
  return place && { place, exports: nfs.exports, disk: nfs.disk };
}

function placeOf(settings: NfsSettings, plan: NfsPlan, diagnostics: Diagnostics): NfsPlace | undefined {
  const { exports: _, disk: __, ...places } = settings;
  const given = Object.entries(places).flatMap(([key, value]) => (value === undefined ? [] : [key]));
  if (given.length > 1) return diagnostics.problem("nfs", `has ${given.join(" and ")}: only one of them can serve`);
  const { on } = settings;
  if (on === undefined) return plan.beside(settings, diagnostics);
  if (plan.names.includes(on)) return { kind: "node", name: on };
  return diagnostics.problem("nfs.on", unknownText("machine", on, plan.names));
}

/** What stacks say of NFS that this configuration cannot give. */
export function checkStacksForNfs(
  nfs: NfsConfig | undefined,
  stacks: readonly StackConfig[],
  diagnostics: Diagnostics,
): void {
  stacks.forEach(({ file, variables, ports, name }, index) => {
    const path = `stacks[${index}]`;
    // A variable with a default of its own does without.
    if (!nfs && !(nfsVariable in variables) && new RegExp(`\\$\\{?${nfsVariable}(?!\\w|:?[-+])`).test(file)) {
      diagnostics.problem(
        path,
        `(${name}) uses ${nfsVariable}, but neither \`swarm:nfs\` nor \`nfs\` in \`swarm:cloud\` is set: set one, or give the variable yourself`,
      );
    }
    if (nfs?.place.kind === "node" && ports.some(({ port, protocol }) => port === 2049 && protocol === "tcp")) {
      diagnostics.problem(path, `(${name}) publishes 2049/tcp, where ${nfs.place.name} serves NFS: choose another`);
    }
  });
}
