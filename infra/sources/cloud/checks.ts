import { Address4 } from "ip-address";
import { type Mistake, pathText, refuseRepeats, refuseTwins } from "../../config/problems/problems";
import type { Settings } from "../../config/schema/schema";
import { checkAws } from "../aws/checks";
import type { Cloud, CloudPlace, CloudPool } from "./place";

/** What {@link checkPlace} looks at. */
export interface CloudCheck {
  source: Cloud;
  settings: Settings;
  pools: readonly CloudPool[];
  place: CloudPlace;
  mistakes: Mistake[];
  warnings: string[];
}

/** Takes a mistake: where, and what is wrong. */
export type Report = (path: (string | number)[], text: string) => void;

/** Checks pools and place: what the cloud cannot do, what does not fit together, what is missing. */
export function checkPlace(check: CloudCheck): void {
  const report: Report = (path, text) => check.mistakes.push({ path: pathText(path), text });
  checkPools(check, report);
  checkNetwork(check, report);
  for (const key of ["admins", "clients"] as const) refuseRepeats(`cloud.${key}`, check.place[key], check.mistakes);
  if (check.source === "aws") checkAws(check, report);
  else checkDigitalOcean(check, report);
  for (const cidr of check.place.admins.filter((each) => new Address4(each).subnetMask === 0)) {
    check.warnings.push(`cloud.admins has ${cidr}: anyone may try to log in by SSH. Name your own networks instead.`);
  }
}

function checkPools({ source, settings, pools, mistakes }: CloudCheck, report: Report): void {
  settings.pools?.forEach((pool, index) => {
    for (const key of ["cpus", "memory", "block"] as const) {
      if (pool[key] !== undefined) report(["pools", index, key], `is for a lab: source \`${source}\` has \`size\``);
    }
    if (pool.spot && pool.role === "manager") {
      report(["pools", index, "spot"], "is for workers only: managers taken away at once end the quorum");
    }
  });
  refuseTwins("pools", pools, "name", mistakes);
}

function checkNetwork({ source, settings, pools, place }: CloudCheck, report: Report): void {
  const path = ["cloud", "network"];
  const address = new Address4(place.network);
  if (!place.network.startsWith(`${address.startAddress().correctForm()}/`)) {
    report(path, `must begin at its first address: ${address.startAddress().correctForm()}/${address.subnetMask}`);
  }
  if (!address.isPrivate()) report(path, "must be private: within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16");
  // On AWS it is cut into sixteen parts, one for each zone and kind of subnet.
  const [least, most] = source === "aws" && !place.vpc ? [16, 24] : [16, 28];
  if (address.subnetMask < least || address.subnetMask > most) report(path, `must be a /${least} to a /${most}`);
  if (place.vpc && !settings.cloud?.network) report(path, "is missing: with `vpc`, say the VPC's range");
  if (source === "aws" || address.subnetMask > most) return;
  const machines = pools.reduce((sum, { count }) => sum + count, place.nfs ? 1 : 0);
  const room = 2 ** (32 - address.subnetMask) - 8;
  if (machines > room) report(path, `has room for ${room} machines, not for ${machines}`);
}

function checkDigitalOcean({ settings, place }: CloudCheck, report: Report): void {
  settings.pools?.forEach((pool, index) => {
    for (const key of ["zones", "spot"] as const) {
      if (pool[key] !== undefined)
        report(["pools", index, key], "is for AWS: DigitalOcean's regions have no such thing");
    }
    if (pool.disk !== undefined) report(["pools", index, "disk"], "is for AWS: DigitalOcean's sizes come with theirs");
  });
  for (const key of ["subnets", "zones", "bastion"] as const) {
    if (settings.cloud?.[key] !== undefined) report(["cloud", key], "is for AWS only");
  }
  if (settings.cloud?.nfs?.zone !== undefined) report(["cloud", "nfs", "zone"], "is for AWS only");
  if (place.addresses === "private") {
    report(["cloud", "addresses"], "must be public: a droplet without a public address reaches no package repository");
  }
  if (place.nfs?.kind === "efs") report(["cloud", "nfs", "kind"], "must be host: EFS is AWS's");
  if (place.user === "root") report(["cloud", "user"], "must not be root: a user with sudo is made");
}
