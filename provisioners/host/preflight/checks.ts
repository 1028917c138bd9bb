import { reachable, root } from "./access";
import type { Check, Found, Intent, Looked } from "./check";
import { hostname, machineId } from "./duplicates";
import { type CheckName, checkNames } from "./names";
import { addressPools, advertiseAddress, mtu, ports } from "./network";
import { clock, daemonJson, disk, liveRestore, nftables, os, systemd } from "./system";

/** Every check by its name. */
export const checks: Record<CheckName, Check> = {
  reachable,
  root,
  os,
  systemd,
  "daemon-json": daemonJson,
  "live-restore": liveRestore,
  nftables,
  disk,
  clock,
  hostname,
  "machine-id": machineId,
  "advertise-address": advertiseAddress,
  "address-pools": addressPools,
  mtu,
  ports,
};

/** What stands against a host, and what to do. */
export interface Finding extends Required<Found> {
  check: CheckName;
}

/** Pure: everything that stands against the hosts, by host, but for the checks that are left out. */
export function findingsOf(looked: readonly Looked[], intent: Intent): Finding[] {
  const found = checkNames
    .filter((check) => !intent.skipChecks.includes(check))
    .flatMap((check) =>
      checks[check].find(looked, intent).map((each) => ({ ...each, check, fix: each.fix ?? checks[check].fix })),
    );
  return looked.flatMap(({ host }) => found.filter((each) => each.host === host.name));
}
