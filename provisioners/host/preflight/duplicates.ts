import type { Facts } from "../facts/facts";
import { type Check, knownOf, type Looked } from "./check";

export const hostname: Check = {
  refuses: "two hosts with one hostname, where the cluster does not set hostnames",
  fix: "Give each host a name of its own: `hostnamectl set-hostname <name>`.",
  find: (looked, { setsHostname }) => (setsHostname ? [] : duplicates(looked, "hostname", (facts) => facts.hostname)),
};

export const machineId: Check = {
  refuses: "two hosts with one machine ID: clones of one disk",
  fix: "Make a new one on the clone, then restart it: `rm -f /etc/machine-id /var/lib/dbus/machine-id && systemd-machine-id-setup`.",
  find: (looked) => duplicates(looked, "machine ID", (facts) => facts.machineId),
};

/** Hosts that share a value with one before them. */
function duplicates(looked: readonly Looked[], what: string, of: (facts: Facts) => string) {
  const first = new Map<string, string>();
  return knownOf(looked).flatMap(({ host, facts }) => {
    const value = of(facts);
    const other = first.get(value);
    if (other === undefined) first.set(value, host.name);
    if (!value || other === undefined) return [];
    return [{ host: host.name, reason: `it has the ${what} of ${other} too: ${value}` }];
  });
}
