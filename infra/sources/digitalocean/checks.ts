import { Address4 } from "ip-address";
import type { Diagnostics } from "../../settings/problems/diagnostics";
import type { CloudCheck, CloudTraffic } from "../cloud/provider";

/** Longest mask of a VPC's network. */
export const longestMask = 28;
/** Rules that one firewall may have, without those for what goes out. */
const firewallRules = 47;

/** Checks what DigitalOcean cannot do, and what it has no room for. */
export function checkDigitalOcean({ pools, place }: CloudCheck, diagnostics: Diagnostics): void {
  if (place.addresses === "private") {
    diagnostics.problem(
      "cloud.addresses",
      "must be public: a droplet without a public address reaches no package repository",
    );
  }
  if (place.nfs && place.nfs.kind !== "host") {
    diagnostics.problem("cloud.nfs.kind", "must be host: DigitalOcean has no file system as a service");
  }
  if (place.user === "root") diagnostics.problem("cloud.user", "must not be root: a user with sudo is made");
  const { subnetMask } = new Address4(place.network);
  const machines = pools.reduce((sum, { count }) => sum + count, place.nfs ? 1 : 0);
  const room = 2 ** (32 - subnetMask) - 8;
  if (subnetMask <= longestMask && machines > room) {
    diagnostics.problem("cloud.network", `has room for ${room} machines, not for ${machines}`);
  }
}

const ways =
  "encrypted overlay networks need IP protocol 50 (ESP) between the nodes, and DigitalOcean's firewall lets only TCP, " +
  "UDP and ICMP through. Either leave the encryption out (a VPC is closed to others; or encrypt in the services " +
  "themselves, with TLS), or take source `aws` or `hosts`, where ESP can be let through";

/** Refuses what the firewall cannot let through. Encrypted networks would be made, and carry nothing. */
export function checkTraffic({ ports, encryption }: CloudTraffic, diagnostics: Diagnostics): void {
  if (ports.length > firewallRules) {
    diagnostics.problem(
      "stacks",
      `publish ${ports.length} ports: a firewall of DigitalOcean's has room for ${firewallRules}`,
    );
  }
  for (const { path, subject } of encryption) diagnostics.problem(path, `${subject}: ${ways}`);
}
