import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "./cluster";
import type { Config } from "./config/config";
import { keepSecret } from "./config/stack-config";
import { shareStorage } from "./nfs";
import { shareObjects } from "./objects";
import { endpointsOf, outputsOf } from "./outputs";
import { openPorts } from "./published";
import { Images, LabImages, Plugin } from "./resources";
import { inCluster, type Scope, stackScope } from "./scope";
import type { MachineSet } from "./sources/machine";
import { deployStacks } from "./stacks";

/** One run of Pulumi. What only the cloud knows is asked first, so that a refusal of its own is all that a preview shows. */
export async function run(config: Config, scope = stackScope) {
  if (pulumi.runtime.isDryRun()) await config.machines.preview?.(scope);
  return program(config, scope);
}

/** Everything that `pulumi up` makes of a configuration; what it returns are the outputs. */
export function program(config: Config, scope = stackScope) {
  for (const warning of config.warnings) void pulumi.log.warn(warning);
  const machines = declareMachines(config, scope);
  const cluster = formCluster(config, machines, scope);
  const storage = serveStorage(config, machines, cluster, scope);
  const plugins = installPlugins(config, cluster, scope);
  const objects = shareObjects(config, cluster, scope);
  const images = [...provideImages(config, scope), ...preloadImages(config, cluster, scope)];
  const stacks = deployStacks(config, cluster, { storage, objects, before: [...plugins, ...images] }, scope);
  return outputsOf({ config, cluster, stacks, storage: machines.storage, endpoints: endpointsOf(config, machines) });
}

/** The machines, and storage on one of them where the configuration names it. */
function declareMachines({ machines, nfs, stacks }: Config, scope: Scope): MachineSet {
  const declared = machines.declare({ ports: openPorts(stacks), nfs: nfs?.place, scope });
  const node = nfs?.place.kind === "node" && declared.machines.find(({ name }) => name === nfs.place.name);
  if (!node) return declared;
  const { name, address, connection, resource } = node;
  return { ...declared, storage: { kind: "machine", name, address, connection, resource } };
}

/** Docker on every machine, and one swarm of all of them. */
function formCluster(
  config: Config,
  { machines, storage, fixed, balancerZones }: MachineSet,
  { named, options }: Scope,
): Cluster {
  const { daemon, ...engine } = config.engine;
  return new Cluster(
    named("cluster"),
    {
      machines,
      preflight: config.preflight,
      allow: config.allow,
      volumes: storage?.volumes,
      retained: storage?.retained,
      fixed,
      balancerZones,
      preparation: config.preparation,
      prune: config.prune,
      engine: { ...engine, daemon: keepSecret("engine", daemon) },
      swarm: config.swarm,
    },
    options,
  );
}

function serveStorage(
  { nfs, preparation }: Config,
  { machines, storage }: MachineSet,
  { engines }: Cluster,
  scope: Scope,
) {
  return storage && shareStorage(storage, nfs, machines, engines, preparation.firewall, scope);
}

/** Plugins of Docker on every node. */
function installPlugins({ plugins }: Config, cluster: Cluster, scope: Scope): Plugin[] {
  const { hosts } = cluster;
  return plugins.map(({ settings, ...plugin }) => {
    const args = { ...plugin, hosts, settings: keepSecret("plugins", settings) };
    return new Plugin(scope.named(plugin.name), args, inCluster(cluster, scope));
  });
}

/** The stacks' images in the registry of the lab, whose machines reach no other. */
function provideImages({ machines, stacks }: Config, { named, options }: Scope): pulumi.Resource[] {
  const images = [...new Set(stacks.flatMap((stack) => stack.images))].sort();
  return machines.source === "lab" && images.length > 0 ? [new LabImages(named("images"), { images }, options)] : [];
}

/** Images from archives on every node. */
function preloadImages({ preload }: Config, cluster: Cluster, scope: Scope): pulumi.Resource[] {
  if (preload.length === 0) return [];
  const { hosts } = cluster;
  return [new Images(scope.named("preload"), { hosts, archives: preload }, inCluster(cluster, scope))];
}
