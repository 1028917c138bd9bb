import { refuseRepeats, unknownText } from "../../config/problems/problems";
import { nameMachines, zoneOf } from "../../topology";
import type { CloudCheck, Report } from "../cloud/checks";
import type { CloudPlace, CloudPool } from "../cloud/place";
import { subnetRoom } from "./subnets";

/** Checks what only AWS has, and what it has no room for. */
export function checkAws({ settings, pools, place, mistakes }: CloudCheck, report: Report): void {
  const zone = new RegExp(`^${place.region}[a-h]$`);
  place.zones.forEach((name, index) => {
    if (!zone.test(name)) report(["cloud", "zones", index], `must be a zone of the region, such as ${place.region}a`);
  });
  refuseRepeats("cloud.zones", place.zones, mistakes);
  pools.forEach((pool, index) => {
    if (pool.zones === place.zones) return;
    pool.zones.forEach((name, at) => {
      if (!place.zones.includes(name)) report(["pools", index, "zones", at], unknownText("zone", name, place.zones));
    });
  });
  if (place.nfs?.zone && !place.zones.includes(place.nfs.zone)) {
    report(["cloud", "nfs", "zone"], unknownText("zone", place.nfs.zone, place.zones));
  }
  if (place.nfs?.kind === "efs" && place.nfs.volumeId) report(["cloud", "nfs", "volumeId"], "is no part of EFS");
  if (settings.cloud?.project !== undefined) report(["cloud", "project"], "is for DigitalOcean only");
  checkSubnets(place, report);
  checkRoom(place, pools, report);
  if (place.addresses === "private" && place.vpc) {
    report(
      ["cloud", "addresses"],
      "must be public with an existing `vpc`: bastion and gateway need subnets of their own",
    );
  }
  if (place.addresses === "private" && place.reservedIps !== "none") {
    report(["cloud", "reservedIps"], "need `addresses: public`");
  }
  if (settings.cloud?.bastion && place.addresses === "public") {
    report(["cloud", "bastion"], "is for `addresses: private`");
  }
  checkImage(place, report);
}

function checkSubnets({ vpc, subnets, zones }: CloudPlace, report: Report): void {
  if (!vpc && subnets) report(["cloud", "subnets"], "belong to an existing `vpc`: name it, or leave them out");
  const missing = vpc ? zones.filter((name) => !subnets?.[name]) : [];
  if (missing.length > 0)
    report(["cloud", "subnets"], `must have a subnet for ${missing.join(", ")}, as \`vpc\` is given`);
}

function checkRoom(place: CloudPlace, pools: readonly CloudPool[], report: Report): void {
  const room = subnetRoom(place.network);
  // Subnets of an existing VPC are as large as they are; a network that is no good has been reported.
  if (place.vpc || room < 1) return;
  const full = [...addressesNeeded(place, pools)].filter(([, count]) => count > room);
  if (full.length === 0) return;
  const needs = full.map(([subnet, count]) => `${subnet} needs ${count}`).join(", ");
  report(
    ["cloud", "network"],
    `leaves ${room} addresses to each subnet, a sixteenth of it without the 5 that AWS keeps, but ${needs}: take a larger network, or more zones`,
  );
}

/** Addresses that a balancer wants to find free in each of its subnets. */
const balancerAddresses = 8;

/** How many addresses are needed of each subnet, by the subnet's name. */
function addressesNeeded(place: CloudPlace, pools: readonly CloudPool[]): Map<string, number> {
  const needed = new Map<string, number>();
  const take = (kind: "public" | "private", zone: string, count = 1) => {
    const subnet = `${kind}-${zone}`;
    needed.set(subnet, (needed.get(subnet) ?? 0) + count);
  };
  const { addresses, zones, nfs, loadBalancer } = place;
  for (const pool of pools) {
    for (const { number } of nameMachines([pool])) take(addresses, zoneOf(pool.zones, number));
  }
  if (nfs?.kind === "host") take(addresses, nfs.zone ?? "");
  for (const zone of zones) {
    if (nfs?.kind === "efs") take(addresses, zone);
    if (loadBalancer) take("public", zone, balancerAddresses);
  }
  // Bastion and NAT gateway.
  if (addresses === "private") take("public", zones[0] ?? "", 2);
  return needed;
}

function checkImage({ image, user }: CloudPlace, report: Report): void {
  if (image.startsWith("ami-")) {
    if (!user) report(["cloud", "user"], "is missing: with an AMI of your own, say its login user");
    return;
  }
  const known = ["ubuntu-24.04", "ubuntu-22.04", "debian-12", "debian-13"];
  if (!known.includes(image)) report(["cloud", "image"], unknownText("image", image, [...known, "ami-…"]));
}
