import type { OpenPort } from "../../published";
import type { Diagnostics } from "../../settings/problems/diagnostics";
import { unknownText } from "../../settings/problems/problems";
import { nameMachines, zoneOf } from "../../topology";
import type { CloudCheck, CloudTraffic } from "../cloud/provider";
import { groupKinds, rulesArgs, rulesFor } from "./network/rules";
import { subnetRoom } from "./network/subnets";
import type { AwsPlace, AwsPool } from "./place";
import { type AwsSettings, awsDefaults } from "./schema";

type Report = (path: (string | number)[], text: string) => void;

/** Rules for what comes in that a security group may have, unless the account has a higher quota. */
const groupRules = 60;

/** Checks what only AWS has, and what it has no room for. */
export function checkAws(
  { settings, pools, place }: CloudCheck<AwsPlace, AwsPool> & { settings: AwsSettings },
  diagnostics: Diagnostics,
): void {
  const report: Report = (path, text) => diagnostics.problem(path, text);
  checkSpot(pools, report);
  checkZones(place, report);
  diagnostics.refuseRepeats("cloud.zones", place.zones);
  checkPoolZones(pools, place, report);
  checkNfs(place, report);
  checkSubnets(place, report);
  checkRoom(place, pools, report);
  checkAddresses(settings, place, report);
  checkImage(place, report);
}

function checkSpot(pools: readonly AwsPool[], report: Report): void {
  pools.forEach(({ spot, role }, index) => {
    if (!spot || role !== "manager") return;
    report(["pools", index, "spot"], "is for workers only: managers taken away at once end the quorum");
  });
}

function checkPoolZones(pools: readonly AwsPool[], place: AwsPlace, report: Report): void {
  pools.forEach((pool, index) => {
    if (pool.zones === place.zones) return;
    pool.zones.forEach((name, at) => {
      if (!place.zones.includes(name)) report(["pools", index, "zones", at], unknownText("zone", name, place.zones));
    });
  });
}

function checkZones({ region, zones }: AwsPlace, report: Report): void {
  const zone = new RegExp(`^${region}[a-h]$`);
  zones.forEach((name, index) => {
    if (!zone.test(name)) report(["cloud", "zones", index], `must be a zone of the region, such as ${region}a`);
  });
}

/** Families before Nitro: they have no NVMe disks, or none but the instance's own. */
const xen = /^(t[12]|m[1-4]|c[134]|cc2|cr1|r[34]|i[23]|d2|h1|hs1|g2|g3s?|p[23]|x1e?|f1)\.(?!metal$)/;

function checkNfs({ nfs, zones }: AwsPlace, report: Report): void {
  if (nfs?.zone && !zones.includes(nfs.zone)) report(["cloud", "nfs", "zone"], unknownText("zone", nfs.zone, zones));
  if (nfs?.kind === "host" && xen.test(nfs.size)) {
    report(
      ["cloud", "nfs", "size"],
      `(${nfs.size}) is of a family on Xen, which does not show its volumes as NVMe disks: take a newer one, such as ${awsDefaults.size}`,
    );
  }
  if (nfs?.kind === "efs" && nfs.volumeId) report(["cloud", "nfs", "volumeId"], "is no part of EFS");
}

function checkAddresses({ cloud }: AwsSettings, { addresses, vpc, reservedIps }: AwsPlace, report: Report): void {
  if (addresses === "private" && vpc) {
    report(
      ["cloud", "addresses"],
      "must be public with an existing `vpc`: bastion and gateway need subnets of their own",
    );
  }
  if (addresses === "private" && reservedIps !== "none") {
    report(["cloud", "reservedIps"], "need `addresses: public`");
  }
  if (cloud?.bastion && addresses === "public") report(["cloud", "bastion"], "is for `addresses: private`");
}

function checkSubnets({ vpc, subnets, zones }: AwsPlace, report: Report): void {
  if (!vpc && subnets) report(["cloud", "subnets"], "belong to an existing `vpc`: name it, or leave them out");
  const missing = vpc ? zones.filter((name) => !subnets?.[name]) : [];
  if (missing.length > 0)
    report(["cloud", "subnets"], `must have a subnet for ${missing.join(", ")}, as \`vpc\` is given`);
}

function checkRoom(place: AwsPlace, pools: readonly AwsPool[], report: Report): void {
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
function addressesNeeded(place: AwsPlace, pools: readonly AwsPool[]): Map<string, number> {
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

function checkImage({ image, user }: AwsPlace, report: Report): void {
  if (image.startsWith("ami-")) {
    if (!user) report(["cloud", "user"], "is missing: with an AMI of your own, say its login user");
    return;
  }
  const known = ["ubuntu-24.04", "ubuntu-22.04", "debian-12", "debian-13"];
  if (!known.includes(image)) report(["cloud", "image"], unknownText("image", image, [...known, "ami-…"]));
}

/** Warns of security groups with more rules than usual accounts may give them: there is one for each network and port. */
export function checkTraffic({ place, ports }: CloudTraffic<AwsPlace>, diagnostics: Diagnostics): void {
  for (const text of fullGroups(place, ports)) diagnostics.warn(text);
}

function fullGroups(place: AwsPlace, ports: readonly OpenPort[]): string[] {
  const args = rulesArgs(place, ports);
  const { admins, clients } = place;
  const why = `admins: ${admins.length}, clients: ${clients.length}, published ports: ${ports.length}`;
  return groupKinds(place).flatMap((kind) => {
    const count = rulesFor(kind, args).length;
    if (count <= groupRules) return [];
    return `The security group \`${kind}\` needs ${count} rules (${why}), and AWS allows ${groupRules} unless your quota is higher: name fewer, larger networks, publish fewer ports, or raise the quota "Inbound rules per security group".`;
  });
}
