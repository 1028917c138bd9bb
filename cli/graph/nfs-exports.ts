import type { DeclaredSwarm } from "../stack/declared-swarm";
import type { StateResource } from "../stack/export";

/** What one NFS server of a state exports. */
export interface NfsExports {
  server: string;
  /** Where clients reach it. */
  host: string;
  paths: string[];
}

/** The exports of the servers that nodes of the swarm are declared as clients of. */
export function nfsExportsOf(
  resources: readonly StateResource[],
  { nodes }: Pick<DeclaredSwarm, "nodes">,
): NfsExports[] {
  const ofType = (type: string) =>
    resources.filter((resource) => resource.type === `swarm:index:${type}`).map(({ properties }) => properties);
  const hosts = new Set(nodes.map(({ connection }) => connection.host));
  const used = new Set(
    ofType("NfsClient")
      .map((client) => client as { server: string; connection: { host: string } })
      .filter(({ connection }) => hosts.has(connection.host))
      .map(({ server }) => server),
  );
  return ofType("NfsServer")
    .map((server) => server as { name: string; host: string; address: string; exports: { path: string }[] })
    .filter(({ host, address }) => used.has(host) || used.has(address))
    .map(({ name, host, address, exports }) => ({
      server: name,
      host: host ?? address,
      paths: exports.map(({ path }) => path),
    }));
}
