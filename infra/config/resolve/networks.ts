import { Address4 } from "ip-address";
import { overlap } from "../../../provisioners/host/cidr";
import { type Mistake, refuseTwins } from "../problems/problems";

/** A network or address that something else uses, for the message. */
export interface UsedNetwork {
  /** CIDR or a single address. */
  cidr: string;
  /** Such as "the lab's network". */
  what: string;
}

/** Checks the swarm's address pools against each other and everything else in use. */
export function checkAddressPools(
  pools: readonly string[],
  subnetSize: number,
  used: readonly UsedNetwork[],
  mistakes: Mistake[],
): void {
  pools.forEach((pool, index) => {
    const path = `addressPools[${index}]`;
    if (new Address4(pool).subnetMask > subnetSize) {
      mistakes.push({ path, text: `(${pool}) is smaller than one overlay network of /${subnetSize}: see subnetSize` });
    }
    const others = pools.slice(0, index).map((cidr, at) => ({ cidr, what: `addressPools[${at}]` }));
    refuseOverlaps(path, pool, [...used, ...others], mistakes);
  });
}

/** Checks a cloud's network against everything else in use; the pools of overlay networks have been checked. */
export function checkCloudNetwork(network: string, used: readonly UsedNetwork[], mistakes: Mistake[]): void {
  refuseOverlaps("cloud.network", network, used, mistakes);
}

/** Checks the subnets of networks for several stacks against each other and everything else in use, the pools among it. */
export function checkSubnets(
  networks: readonly { name: string; subnets: readonly { subnet: string }[] }[],
  pools: readonly string[],
  used: readonly UsedNetwork[],
  mistakes: Mistake[],
): void {
  // In a pool Docker might have given the subnet to another network.
  const taken = [...used, ...pools.map((cidr, index) => ({ cidr, what: `addressPools[${index}]` }))];
  refuseTwins("networks", networks, "name", mistakes);
  networks.forEach(({ subnets }, index) => {
    subnets.forEach(({ subnet }, at) => {
      const path = `networks[${index}].subnets[${at}]`;
      refuseOverlaps(path, subnet, taken, mistakes);
      taken.push({ cidr: subnet, what: path });
    });
  });
}

function refuseOverlaps(path: string, network: string, used: readonly UsedNetwork[], mistakes: Mistake[]): void {
  for (const { cidr, what } of used) {
    if (!overlap(network, cidr)) continue;
    const text = `(${network}) overlaps ${what} (${cidr}): choose a private network that nothing else uses`;
    mistakes.push({ path, text });
  }
}
