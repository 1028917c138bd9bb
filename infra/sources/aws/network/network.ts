import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { Site } from "../site";
import { subnetRange } from "./subnets";

/** The network of a cluster. */
export interface Network {
  vpcId: pulumi.Input<string>;
  /** Subnets by zone, in which machines stand. */
  machines: Map<string, pulumi.Input<string>>;
  /** Subnets by zone with a way to and from the internet. */
  public: Map<string, pulumi.Input<string>>;
  /** What has to be there before a machine can reach anything. */
  ways: pulumi.Resource[];
}

/** A VPC with its subnets, or the existing one that the configuration names. */
export function makeNetwork(site: Site): Network {
  const { place, options, common } = site;
  if (place.vpc) {
    const subnets = new Map(place.zones.map((zone) => [zone, place.subnets?.[zone] ?? ""]));
    return { vpcId: place.vpc, machines: subnets, public: subnets, ways: [] };
  }
  const vpc = new aws.ec2.Vpc(
    "network",
    { ...common("network"), cidrBlock: place.network, enableDnsHostnames: true, enableDnsSupport: true },
    options(),
  );
  const gateway = new aws.ec2.InternetGateway("network", { ...common("network"), vpcId: vpc.id }, options());
  const open = makeSubnets(site, vpc, "public", { gatewayId: gateway.id });
  if (place.addresses === "public") {
    return { vpcId: vpc.id, machines: open.subnets, public: open.subnets, ways: open.ways };
  }
  const natGatewayId = makeNatGateway(site, open);
  const closed = makeSubnets(site, vpc, "private", { natGatewayId });
  return { vpcId: vpc.id, machines: closed.subnets, public: open.subnets, ways: [...open.ways, ...closed.ways] };
}

interface Subnets {
  subnets: Map<string, pulumi.Input<string>>;
  ways: pulumi.Resource[];
}

/** A subnet in each zone, and one route table for all of them. */
function makeSubnets(
  { place, options, common }: Site,
  vpc: aws.ec2.Vpc,
  kind: "public" | "private",
  out: { gatewayId: pulumi.Input<string> } | { natGatewayId: pulumi.Input<string> },
): Subnets {
  const { region } = place;
  const table = new aws.ec2.RouteTable(kind, { ...common(kind), vpcId: vpc.id }, options());
  const route = new aws.ec2.Route(
    kind,
    { region, routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", ...out },
    options(),
  );
  const ways: pulumi.Resource[] = [route];
  const subnets = new Map<string, pulumi.Input<string>>();
  for (const zone of place.zones) {
    const name = `${kind}-${zone}`;
    const subnet = new aws.ec2.Subnet(
      name,
      {
        ...common(name),
        vpcId: vpc.id,
        availabilityZone: zone,
        cidrBlock: subnetRange(place.network, zone, kind),
        // Here, not on the instance: there it makes a difference that never ends.
        mapPublicIpOnLaunch: kind === "public",
      },
      options(),
    );
    subnets.set(zone, subnet.id);
    ways.push(
      new aws.ec2.RouteTableAssociation(name, { region, subnetId: subnet.id, routeTableId: table.id }, options()),
    );
  }
  return { subnets, ways };
}

/** One for all zones: a second would cost as much again, and only what goes out stops while its zone is down. */
function makeNatGateway({ place, options, common }: Site, open: Subnets): pulumi.Output<string> {
  const address = new aws.ec2.Eip("gateway", { ...common("gateway"), domain: "vpc" }, options());
  const subnetId = open.subnets.get(place.zones[0] ?? "") ?? "";
  const gateway = new aws.ec2.NatGateway(
    "gateway",
    { ...common("gateway"), allocationId: address.allocationId, subnetId },
    options({ dependsOn: open.ways }),
  );
  return gateway.id;
}
