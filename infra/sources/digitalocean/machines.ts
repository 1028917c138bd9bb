import * as digitalocean from "@pulumi/digitalocean";
import type * as pulumi from "@pulumi/pulumi";
import { type NamedMachine, nameMachines } from "../../topology";
import { connectionTo } from "../cloud/access";
import { endpointAt } from "../cloud/endpoint";
import { fixedSettings, identityOf } from "../cloud/identity";
import { givenProvider } from "../cloud/own-settings";
import type { CloudPool } from "../cloud/place";
import type { CloudArgs } from "../cloud/provider";
import type { ClusterMachine, MachineSet } from "../machine";
import { makeBalancer } from "./balancer";
import { makeDroplet } from "./droplet";
import { guardDroplets, makeFirewalls, publishPorts } from "./firewall";
import { makeNfs } from "./nfs";
import type { DigitalOceanPlace } from "./place";
import { makeProvider } from "./provider";
import { makeSite, type Site } from "./site";

/** Everything in DigitalOcean; see `digitalOceanMachines`. */
export function machines(
  { pools, place, ports }: CloudArgs<DigitalOceanPlace>,
  given: pulumi.CustomResourceOptions = {},
): MachineSet {
  const base = { ...given, provider: givenProvider(given, "digitalocean:index/droplet:Droplet") ?? makeProvider() };
  const identity = identityOf(place, base);
  // The metadata service answers anyone on the machine, so containers are kept from it.
  const access = { key: identity.key, user: place.user ?? "swarm", makeUser: true, guardMetadata: true };
  const site = makeSite(place, identity, access, base);
  const firewalls = makeFirewalls(site);
  const balancer = place.loadBalancer ? makeBalancer(site, ports) : undefined;
  publishPorts(site, ports, balancer);

  const made = pools.flatMap((pool) => {
    const own = nameMachines([pool]).map((named) => makeMachine(named, pool, site, firewalls, balancer));
    guardDroplets(
      site,
      `pool-${pool.name}`,
      own.map(({ droplet }) => droplet),
    );
    return own;
  });
  const nfs = place.nfs && makeNfs(site, place.nfs, firewalls);
  if (place.project) {
    const resources = [
      ...(balancer ? [balancer.loadBalancerUrn] : []),
      ...made.flatMap(({ urns }) => urns),
      ...(nfs?.urns ?? []),
    ];
    // What leaves a project goes to the default one: before the new project takes it, not after.
    const options = site.options({ deleteBeforeReplace: true });
    new digitalocean.ProjectResources("project", { project: place.project, resources }, options);
  }
  return { machines: made.map(({ machine }) => machine), storage: nfs?.host, fixed: fixedSettings(place, identity) };
}

/** The assignment is a resource of its own: one that fails is made by the next run, and a new one comes before the old one goes. */
function reserve(name: string, droplet: digitalocean.Droplet, { place, options }: Site): digitalocean.ReservedIp {
  const reserved = new digitalocean.ReservedIp(name, { region: place.region }, options());
  new digitalocean.ReservedIpAssignment(
    name,
    { ipAddress: reserved.ipAddress, dropletId: droplet.id.apply(Number) },
    options(),
  );
  return reserved;
}

function makeMachine(
  { number: _, ...named }: NamedMachine,
  pool: CloudPool,
  site: Site,
  firewalls: pulumi.Resource[],
  balancer: digitalocean.LoadBalancer | undefined,
): { machine: ClusterMachine; droplet: digitalocean.Droplet; urns: pulumi.Output<string>[] } {
  const { place, tags, access } = site;
  const isManager = named.role === "manager";
  const { droplet, boot } = makeDroplet(named.name, site, {
    size: pool.size,
    tags: isManager ? [tags.node, tags.manager] : [tags.node],
    after: firewalls,
    isNode: true,
    protect: place.protect && isManager,
  });
  const reserved =
    place.reservedIps === "all" || (place.reservedIps === "managers" && isManager)
      ? reserve(named.name, droplet, site)
      : undefined;
  const machine: ClusterMachine = {
    ...named,
    address: droplet.ipv4AddressPrivate,
    // Not the reserved address: while it moves to a new droplet, this one stays the droplet's own.
    connection: connectionTo({ boot, resource: droplet, host: droplet.ipv4Address }, access, site.options()),
    zone: place.region,
    endpoint: endpointAt(balancer?.ip ?? reserved?.ipAddress ?? droplet.ipv4Address),
    resource: droplet,
  };
  return { machine, droplet, urns: [droplet.dropletUrn, ...(reserved ? [projectUrn(reserved)] : [])] };
}

/** A reserved address as projects list it: by the name that it had before, which its own output does not give. */
function projectUrn({ ipAddress }: digitalocean.ReservedIp): pulumi.Output<string> {
  return ipAddress.apply((address) => `do:floatingip:${address}`);
}
