import { Address4 } from "ip-address";
import { usualDataPathPort } from "../../../provisioners/host/ports";
import type { ConfigContext } from "../../settings/context";
import { networksInUse, refuseOverlaps } from "../../settings/workloads/networks";
import type { CloudPlace, CloudPool } from "./place";

/** Checks pools and place: what no cloud can do, what does not fit together, what is missing. */
export function checkPlace(
  { settings, diagnostics }: ConfigContext,
  pools: readonly CloudPool[],
  place: CloudPlace,
  [least, most]: readonly [number, number],
): void {
  diagnostics.refuseDuplicates("pools", pools, "name");
  for (const key of ["admins", "clients"] as const) diagnostics.refuseRepeats(`cloud.${key}`, place[key]);
  for (const cidr of place.admins.filter((each) => new Address4(each).subnetMask === 0)) {
    diagnostics.warn(`cloud.admins has ${cidr}: anyone may try to log in by SSH. Name your own networks instead.`);
  }
  const report = (text: string) => diagnostics.problem("cloud.network", text);
  const address = new Address4(place.network);
  if (!place.network.startsWith(`${address.startAddress().correctForm()}/`)) {
    report(`must begin at its first address: ${address.startAddress().correctForm()}/${address.subnetMask}`);
  }
  if (!address.isPrivate()) report("must be private: within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16");
  if (address.subnetMask < least || address.subnetMask > most) report(`must be a /${least} to a /${most}`);
  if (place.vpc && !settings.cloud?.network) report("is missing: with `vpc`, say the VPC's range");
}

/** Checks the network against everything else in use, and the port of overlay networks against the firewall. */
export function checkOverlays({ settings, diagnostics }: ConfigContext, place: CloudPlace): void {
  refuseOverlaps("cloud.network", place.network, networksInUse(settings), diagnostics);
  const { dataPathPort } = settings.swarm;
  if (dataPathPort !== usualDataPathPort) {
    diagnostics.problem(
      "swarm.dataPathPort",
      `is ${dataPathPort}, but a cloud's firewall opens ${usualDataPathPort} for overlay networks: leave it out`,
    );
  }
}
