import type { ConfigContext } from "../../settings/context";
import type { Diagnostics } from "../../settings/problems/diagnostics";
import { type NfsPlace, nfsMachineName } from "../nfs-plan";
import { loadConnection } from "./connections";
import type { HostConfig } from "./machines";
import type { HostSettings, HostsSettings } from "./schema";

/** Reads the hosts' keys and checks them, names and addresses. */
export function loadHosts({ settings, incomplete, ...context }: ConfigContext<HostsSettings>): HostConfig[] {
  const { hosts = [], pools } = settings;
  const { diagnostics } = context;
  if (pools) {
    diagnostics.problem("pools", "are for a lab or a cloud: with source `hosts`, list the `hosts`");
  }
  if (!settings.hosts && !incomplete.has("hosts")) {
    diagnostics.problem("hosts", "is missing: source `hosts` needs the machines that exist");
  }
  for (const key of ["name", "address"] as const) diagnostics.refuseDuplicates("hosts", hosts, key);
  return hosts.flatMap((host, index) => {
    const connection = loadConnection(host, `hosts[${index}]`, context);
    if (!connection) return [];
    const { name, role, address, listenAddress, dataPathAddress, labels, availability } = host;
    return [{ name, role, address, listenAddress, dataPathAddress, labels, availability, connection }];
  });
}

/** NFS from a host beside those of the swarm. */
export function placeNfs(
  { nfs, environment }: { nfs: HostsSettings["nfs"] } & Pick<ConfigContext, "environment">,
  hosts: readonly HostSettings[],
  diagnostics: Diagnostics,
): NfsPlace | undefined {
  const { host } = nfs ?? {};
  if (nfs && "machine" in nfs) {
    const text = "is for a lab: with source `hosts`, give `host`, or `on` with a host's name";
    return diagnostics.problem("nfs.machine", text);
  }
  if (!host) {
    return diagnostics.problem("nfs", "needs `host`, a machine of its own, or `on`, the name of one of `hosts`");
  }
  if (hosts.some(({ name }) => name === nfsMachineName)) {
    diagnostics.problem("nfs.host", `cannot be there beside a host called \`${nfsMachineName}\`: rename that`);
  }
  if (hosts.some(({ address }) => address === host.address)) {
    diagnostics.problem("nfs.host.address", "is that of one of `hosts`: use `on`");
  }
  const connection = loadConnection(host, "nfs.host", { environment, diagnostics });
  return connection && { kind: "host", name: nfsMachineName, address: host.address, connection };
}
