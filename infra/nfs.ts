import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import type { nfsClientSchema } from "../provisioners/nfs/schema";
import type { NfsConfig } from "./config/nfs";
import type { ClusterMachine, NfsMachine, Storage } from "./machines/machine";
import { type Engine, NfsClient, NfsServer, type NfsServerArgs } from "./resources";

/** Shared storage as stacks use it. */
export interface SharedNfs {
  /** Address for the `addr` of NFS volumes. */
  host: pulumi.Input<string>;
  /** What must be there before a volume is mounted. */
  resources: pulumi.Resource[];
}

/** What a server is to share; exports without `clients` are for every machine of the swarm. */
export interface SharedFiles {
  exports: (Omit<NfsConfig["exports"][number], "clients"> & { clients?: z.input<typeof nfsClientSchema>[] })[];
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
): SharedNfs | undefined {
  switch (storage.kind) {
    case "machine":
      return nfs && shareNfs({ ...nfs, firewall }, storage, machines, engines);
    case "host": {
      const clients = storage.clients.map((cidr) => ({ cidr }));
      const disk = { device: storage.device, mountPoint: cloudExport };
      const shared = { exports: [{ path: cloudExport, clients }], disk, firewall };
      return shareNfs(shared, storage, machines, engines, { dependsOn: storage.attachment });
    }
    case "service":
      return { host: storage.address, resources: [] };
  }
}

/** An NFS server on one machine, and every machine of the swarm able to mount from it. */
export function shareNfs(
  { exports, disk, firewall }: SharedFiles,
  machine: Omit<NfsMachine, "kind">,
  machines: readonly ClusterMachine[],
  engines: ReadonlyMap<string, Engine>,
  options: pulumi.CustomResourceOptions = {},
): SharedNfs {
  const { name, address, connection } = machine;
  const everyMachine = machines.map((each) => ({ cidr: pulumi.interpolate`${each.address}/32` }));
  const optionsOf = (dependsOn: (pulumi.Resource | undefined)[], deletedWith?: pulumi.Resource) =>
    pulumi.mergeOptions({ dependsOn: dependsOn.filter((each) => each !== undefined), deletedWith }, options);
  const server = new NfsServer(
    name,
    {
      name,
      connection,
      address,
      disk,
      firewall,
      exports: exports.map((each) => ({ ...each, clients: each.clients ?? everyMachine })),
    },
    // A node's packages are installed by one after the other.
    optionsOf([engines.get(name), machine.resource], machine.resource),
  );
  const clients = machines.map(
    (each) =>
      new NfsClient(
        each.name,
        { name: each.name, connection: each.connection, server: address },
        optionsOf([server, engines.get(each.name)], each.resource),
      ),
  );
  return { host: address, resources: [server, ...clients] };
}
