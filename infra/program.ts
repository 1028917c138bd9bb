import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "./cluster";
import type { Config } from "./config";
import { nfsVariable } from "./config/resolve/nfs";
import { keepSecret } from "./config/stack-config";
import { shareStorage } from "./nfs";
import { shareObjects } from "./objects";
import { Images, LabImages, Plugin, Stack } from "./resources";
import { awsMachines, digitalOceanMachines } from "./sources/cloud/machines";
import { openPorts } from "./sources/cloud/ports";
import { foresee } from "./sources/cloud/preview-offers";
import type { HostConfig } from "./sources/hosts/connections";
import { connectionArgs, hostMachines } from "./sources/hosts/machines";
import { labMachines } from "./sources/lab/machines";
import type { ClusterMachine, MachineSet } from "./sources/machine";
import { urlOf } from "./urls";

/** Everything that `pulumi up` makes of a configuration; what it returns are the outputs. */
export function program(config: Config) {
  for (const warning of config.warnings) void pulumi.log.warn(warning);
  if (pulumi.runtime.isDryRun() && "place" in config.machines) void foresee(config.machines);
  const { machines, storage } = machinesOf(config);
  const { daemon, ...engine } = config.engine;
  const cluster = new Cluster("cluster", {
    machines,
    preflight: config.preflight,
    allow: config.allow,
    volumes: storage?.volumes,
    retained: storage?.retained,
    preparation: config.preparation,
    engine: { ...engine, daemon: keepSecret("engine", daemon) },
    swarm: config.swarm,
  });
  const nfs = storage && shareStorage(storage, config.nfs, machines, cluster.engines, config.preparation.firewall);
  const plugins = config.plugins.map(
    ({ settings, ...plugin }) =>
      new Plugin(
        plugin.name,
        { ...plugin, hosts: cluster.hosts, settings: keepSecret("plugins", settings) },
        cluster.objectOptions,
      ),
  );
  const shared = shareObjects(config, cluster);
  const images = [...new Set(config.stacks.flatMap((stack) => stack.images))].sort();
  const local = config.machines.source === "lab" && images.length > 0 ? [new LabImages("images", { images })] : [];
  const preload =
    config.preload.length > 0
      ? [new Images("preload", { hosts: cluster.hosts, archives: config.preload }, cluster.objectOptions)]
      : [];
  const stacks = config.stacks.map(
    ({ name, path, ports, images, encryptedNetworks, variables, envFile, envFiles, secrets, ...stack }) => ({
      name,
      resource: new Stack(
        name,
        {
          ...stack,
          name,
          registries: pulumi.secret(config.registries),
          envFile: envFile && pulumi.secret(envFile),
          envFiles: pulumi.secret(envFiles),
          secrets: pulumi.secret(secrets),
          variables: keepSecret("stacks", {
            ...(nfs && { [nfsVariable]: nfs.host }),
            ...shared.variables,
            ...variables,
          }),
          swarmId: cluster.swarmId,
          managers: cluster.managers,
          nodes: cluster.hosts,
        },
        pulumi.mergeOptions(cluster.objectOptions, {
          dependsOn: [...plugins, ...shared.resources, ...(nfs?.resources ?? []), ...local, ...preload],
        }),
      ),
    }),
  );
  return {
    nodes: cluster.nodes,
    managers: cluster.nodes.apply((nodes) => nodes.filter(({ role }) => role === "manager").map(({ name }) => name)),
    joinTokens: cluster.joinTokens,
    // An output only where there is something to show.
    ...(config.swarm.autolock && { unlockKey: cluster.unlockKey }),
    services: pulumi
      .all(
        stacks.map(({ name, resource }) => resource.services.apply((list) => list.map((s) => ({ stack: name, ...s })))),
      )
      .apply((lists) => lists.flat()),
    urls: urlsOf(config, machines.slice(0, 1)).apply((urls) =>
      Object.fromEntries(urls.map(({ name, url }) => [name, url])),
    ),
    endpoints: urlsOf(config, machines),
    ...(storage && {
      storage: pulumi.output(storage.address).apply((address) => ({ name: storage.name, address })),
    }),
  };
}

function machinesOf(config: Config): MachineSet {
  const found = sourceOf(config);
  const { place } = config.nfs ?? {};
  const node = place?.kind === "node" && found.machines.find(({ name }) => name === place.name);
  if (!node) return found;
  const { name, address, connection, resource } = node;
  return { ...found, storage: { kind: "machine", name, address, connection, resource } };
}

function sourceOf({ machines, nfs, stacks }: Config): MachineSet {
  switch (machines.source) {
    case "hosts":
      return hostsOf(machines.hosts, nfs);
    case "digitalocean":
      return digitalOceanMachines({ ...machines, ports: openPorts(stacks) });
    case "aws":
      return awsMachines({ ...machines, ports: openPorts(stacks) });
    case "lab": {
      // Only TCP is forwarded from a lab.
      const tcp = openPorts(stacks).filter(({ protocol }) => protocol === "tcp");
      const ports = tcp.map(({ port }) => port);
      const server = nfs?.place.kind === "lab" ? nfs.place : undefined;
      return labMachines({ ...machines.lab, pools: machines.pools, ports, nfs: server });
    }
  }
}

function hostsOf(hosts: readonly HostConfig[], nfs: Config["nfs"]): MachineSet {
  const machines = hostMachines(hosts);
  if (nfs?.place.kind !== "host") return { machines };
  const { name, address, connection } = nfs.place;
  return { machines, storage: { kind: "machine", name, address, connection: connectionArgs(connection) } };
}

/** Where each published port answers on each machine. */
function urlsOf(config: Config, machines: readonly ClusterMachine[]) {
  const all = config.stacks.flatMap((stack) =>
    stack.ports.flatMap((port) =>
      machines.map((machine) =>
        machine.endpoint(port.port).apply((endpoint) => {
          if (endpoint === undefined) return [];
          return [{ name: `${stack.name}:${port.port}`, machine: machine.name, url: urlOf(port, endpoint) }];
        }),
      ),
    ),
  );
  return pulumi.all(all).apply((lists) => lists.flat());
}
