import { reachable, root } from "./access";
import type { Check, Found, Intent, Looked } from "./check";
import { hostname, machineId } from "./duplicates";
import { cgroups, container, kernelModules } from "./limits";
import { loginShell } from "./login-shell";
import { type CheckName, checkNames } from "./names";
import { addressPools, advertiseAddress, mtu, ports } from "./network";
import { otherDocker } from "./other-docker";
import { clock, daemonJson, disk, liveRestore, nftables, os, systemd } from "./system";

/** Every check by its name. */
export const checks: Record<CheckName, Check> = {
  reachable,
  root,
  "login-shell": loginShell,
  os,
  systemd,
  container,
  "kernel-modules": kernelModules,
  cgroups,
  "other-docker": otherDocker,
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
export interface Finding extends Found {
  check: CheckName;
  fix: string;
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
