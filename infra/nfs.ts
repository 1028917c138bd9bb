import * as pulumi from "@pulumi/pulumi";
import type { NfsConfig } from "./config/resolve/nfs";
import { type Engine, NfsClient, type NfsExportArgs, NfsServer, type NfsServerArgs } from "./resources";
import { type Scope, stackScope } from "./scope";
import type { ClusterMachine, NfsMachine, Storage } from "./sources/machine";

/** Shared storage as stacks use it. */
export interface SharedNfs {
  /** Address for the `addr` of NFS volumes. */
  host: pulumi.Input<string>;
  /** What must be there before a volume is mounted. */
  resources: pulumi.Resource[];
}

/** What a server is to share; exports without `clients` are for every machine of the swarm. */
export interface SharedFiles {
  exports: (Omit<NfsExportArgs, "clients"> & Partial<Pick<NfsExportArgs, "clients">>)[];
  disk?: NfsServerArgs["disk"];
  /** Let clients through the firewall that is active on the server. Default: true. */
  firewall?: boolean;
}

/** What the host of a cloud exports: its whole volume. */
const cloudExport = "/srv/nfs";

/** Storage made usable for stacks, wherever it comes from; `nfs` is for machines that serve what `swarm:nfs` says. */
export function shareStorage(
  storage: Storage,
  nfs: NfsConfig | undefined,
  machines: readonly ClusterMachine[],
  engines: ReadonlyMap<string, Engine>,
  firewall?: boolean,
  scope: Scope = stackScope,
): SharedNfs | undefined {
  switch (storage.kind) {
    case "machine":
      return nfs && shareNfs({ ...nfs, firewall }, storage, machines, engines, {}, scope);
    case "host": {
      const clients = storage.clients.map((cidr) => ({ cidr }));
      const disk = { device: storage.device, mountPoint: cloudExport, size: storage.size };
      const shared = { exports: [{ path: cloudExport, clients }], disk, firewall };
      return shareNfs(shared, storage, machines, engines, { dependsOn: storage.attachment }, scope);
    }
    case "service":
      return { host: storage.address, resources: makeClients(storage.address, machines, engines, {}, scope) };
  }
}

/** An NFS server on one machine, and every machine of the swarm able to mount from it. */
export function shareNfs(
  { exports, disk, firewall }: SharedFiles,
  machine: Omit<NfsMachine, "kind">,
  machines: readonly ClusterMachine[],
  engines: ReadonlyMap<string, Engine>,
  given: pulumi.CustomResourceOptions = {},
  scope: Scope = stackScope,
): SharedNfs {
  const { name, address, connection } = machine;
  const options = pulumi.mergeOptions(given, scope.options);
  const everyMachine = machines.map((each) => ({ cidr: pulumi.interpolate`${each.address}/32` }));
  const dependsOn = [engines.get(name), machine.resource].filter((each) => each !== undefined);
  const server = new NfsServer(
    scope.named(name),
    {
      name,
      connection,
      address,
      disk,
      firewall,
      exports: exports.map((each) => ({ ...each, clients: each.clients ?? everyMachine })),
    },
    pulumi.mergeOptions({ dependsOn, deletedWith: machine.resource }, options),
  );
  const clients = makeClients(address, machines, engines, pulumi.mergeOptions({ dependsOn: server }, given), scope);
  return { host: address, resources: [server, ...clients] };
}

/** Every machine able to mount from a server; `given` says what is to be there first. */
function makeClients(
  address: pulumi.Input<string>,
  machines: readonly ClusterMachine[],
  engines: ReadonlyMap<string, Engine>,
  given: pulumi.CustomResourceOptions = {},
  scope: Scope = stackScope,
): NfsClient[] {
  const options = pulumi.mergeOptions(given, scope.options);
  return machines.map(({ name, connection, resource }) => {
    // A node's packages are installed by one after the other.
    const dependsOn = engines.get(name) ?? [];
    const own = pulumi.mergeOptions({ dependsOn, deletedWith: resource }, options);
    return new NfsClient(scope.named(name), { name, connection, server: address }, own);
  });
}
