import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { type NamedMachine, nameMachines, zoneOf } from "../../topology";
import { connectionTo, type EndpointArgs } from "../cloud/access";
import { endpointAt } from "../cloud/endpoint";
import { fixedSettings, identityOf } from "../cloud/identity";
import { givenProvider } from "../cloud/own-settings";
import type { CloudArgs } from "../cloud/provider";
import type { ClusterMachine, MachineSet } from "../machine";
import { imageFinder, imageUser } from "./image";
import { type Common, makeInstance } from "./instance";
import { balance, makeBalancer, register, type Targets } from "./network/balancer";
import { type Groups, groupId, makeGroups } from "./network/groups";
import { makeNetwork, type Network } from "./network/network";
import { makeStorage } from "./nfs";
import type { AwsPlace, AwsPool } from "./place";
import { makeProvider } from "./provider";
import { makeSite, type Site } from "./site";

/** What the machines of one cluster stand in. */
interface Surround extends Common {
  site: Site;
  network: Network;
  groups: Groups;
  /** The bastion, where machines have no public address. */
  jump?: EndpointArgs;
  balancer?: { made: aws.lb.LoadBalancer; targets: Targets[] };
}

/** Everything in AWS; see `awsMachines`. */
export function machines(
  { pools, place, ports }: CloudArgs<AwsPlace, AwsPool>,
  given: pulumi.CustomResourceOptions = {},
): MachineSet {
  const base = { ...given, provider: givenProvider(given, "aws:ec2/instance:Instance") ?? makeProvider(place) };
  const identity = identityOf(place, base);
  const { key, name } = identity;
  const site = makeSite(place, name, base);
  // Containers are kept from the metadata service by its hop limit.
  const access = { key, user: place.user ?? imageUser(place.image), makeUser: false, guardMetadata: false };
  const keyPair = new aws.ec2.KeyPair("ssh", { ...site.common("ssh"), publicKey: key.publicKey }, base);
  const network = makeNetwork(site);
  const { groups, rules } = makeGroups(site, network.vpcId, ports);
  const common: Common = { access, keyPair, image: imageFinder(site), after: [...network.ways, ...rules] };
  const jump = place.addresses === "private" ? makeBastion(site, network, groups, common) : undefined;
  const made = place.loadBalancer ? makeBalancer(site, network, groups) : undefined;
  const balancer = made && { made, targets: balance(site, made, network, ports) };
  const surround = { ...common, site, network, groups, jump, balancer };

  return {
    machines: pools.flatMap((pool) => nameMachines([pool]).map((named) => makeMachine(named, pool, surround))),
    storage: place.nfs && makeStorage(site, place.nfs, network, groups, common, jump),
    fixed: fixedSettings(place, identity),
    balancerZones: balancer && [...network.public.keys()],
  };
}

function makeMachine({ number, ...named }: NamedMachine, pool: AwsPool, surround: Surround): ClusterMachine {
  const { site, network, groups, jump, balancer, access } = surround;
  const { place, options, common } = site;
  const { name } = named;
  const isManager = named.role === "manager";
  const zone = zoneOf(pool.zones, number);
  const elastic = place.reservedIps === "all" || (place.reservedIps === "managers" && isManager);
  const { instance, boot } = makeInstance(name, site, surround, {
    size: pool.size,
    disk: pool.disk,
    subnetId: network.machines.get(zone) ?? "",
    groups: (isManager ? (["node", "manager"] as const) : (["node"] as const)).map((kind) => groupId(groups, kind)),
    spot: pool.spot,
    elastic,
    isNode: true,
    protect: place.protect && isManager,
  });
  const reserved = elastic
    ? new aws.ec2.Eip(name, { ...common(name), domain: "vpc", instance: instance.id }, options())
    : undefined;
  // An elastic address takes the place of the first public one, which is gone then.
  const publicIp = jump ? undefined : (reserved?.publicIp ?? instance.publicIp);
  return {
    ...named,
    labels: { zone, ...named.labels },
    address: instance.privateIp,
    connection: connectionTo(
      { boot, resource: instance, host: publicIp ?? instance.privateIp, jump },
      access,
      options(),
    ),
    zone,
    rootDisk: pool.disk,
    endpoint: endpointAt(balancer?.made.dnsName ?? publicIp),
    resource: instance,
    joined: balancer && ((node) => register(site, balancer.targets, name, instance, node)),
  };
}

/** The one machine with a public address, through which all others are reached. */
function makeBastion(site: Site, network: Network, groups: Groups, common: Common): EndpointArgs {
  const { place } = site;
  const { instance, boot } = makeInstance("bastion", site, common, {
    size: place.bastionSize,
    disk: 10,
    subnetId: network.public.get(place.zones[0] ?? "") ?? "",
    groups: [groupId(groups, "bastion")],
    isNode: false,
  });
  return connectionTo({ boot, resource: instance, host: instance.publicIp }, common.access, site.options());
}
