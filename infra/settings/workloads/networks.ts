import { Address4 } from "ip-address";
import { overlap } from "../../../provisioners/host/cidr";
import type { Diagnostics } from "../problems/diagnostics";
import type { Settings } from "../types";

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
  diagnostics: Diagnostics,
): void {
  pools.forEach((pool, index) => {
    const path = `addressPools[${index}]`;
    if (new Address4(pool).subnetMask > subnetSize) {
      diagnostics.problem(path, `(${pool}) is smaller than one overlay network of /${subnetSize}: see subnetSize`);
    }
    const others = pools.slice(0, index).map((cidr, at) => ({ cidr, what: `addressPools[${at}]` }));
    refuseOverlaps(path, pool, [...used, ...others], diagnostics);
  });
}

/** Checks the subnets of networks for several stacks against each other and everything else in use, the pools among it. */
export function checkSubnets(
  networks: readonly { name: string; subnets: readonly { subnet: string }[] }[],
  pools: readonly string[],
  used: readonly UsedNetwork[],
  diagnostics: Diagnostics,
): void {
  const taken = [...used, ...poolsInUse(pools)];
  diagnostics.refuseDuplicates("networks", networks, "name");
  networks.forEach(({ subnets }, index) => {
    subnets.forEach(({ subnet }, at) => {
      const path = `networks[${index}].subnets[${at}]`;
      refuseOverlaps(path, subnet, taken, diagnostics);
      taken.push({ cidr: subnet, what: path });
    });
  });
}

/** Checks the subnets in stack files against those of other stacks and everything else in use. */
export function checkStackSubnets(
  stacks: readonly { path: string; name: string; subnets: readonly { network: string; subnet: string }[] }[],
  used: readonly UsedNetwork[],
  diagnostics: Diagnostics,
): void {
  // Each stack's own are compared where its file is read.
  const taken = [...used];
  for (const { path, name, subnets } of stacks) {
    for (const { network, subnet } of subnets)
      refuseOverlaps(`${path} (${name}) networks.${network}`, subnet, taken, diagnostics);
    taken.push(
      ...subnets.map(({ network, subnet }) => ({ cidr: subnet, what: `networks.${network} of the stack ${name}` })),
    );
  }
}

/** A problem for everything in use that a network overlaps. */
export function refuseOverlaps(
  path: string,
  network: string,
  used: readonly UsedNetwork[],
  diagnostics: Diagnostics,
): void {
  for (const { cidr, what } of used) {
    if (!overlap(network, cidr)) continue;
    diagnostics.problem(
      path,
      `(${network}) overlaps ${what} (${cidr}): choose a private network that nothing else uses`,
    );
  }
}

/** In a pool Docker might have given a subnet to another network. */
const poolsInUse = (pools: readonly string[]): UsedNetwork[] =>
  pools.map((cidr, index) => ({ cidr, what: `addressPools[${index}]` }));

/** What overlay networks of the swarm are to be made of: the pools, and networks for several stacks. */
export function subnetsInUse({ addressPools, networks }: Pick<Settings, "addressPools" | "networks">): UsedNetwork[] {
  const declared = networks.flatMap(({ name, subnets }) =>
    subnets.map(({ subnet }) => ({ cidr: subnet, what: `the network ${name}` })),
  );
  return [...poolsInUse(addressPools), ...declared];
}

/** Networks that are in use wherever the machines come from. */
export function networksInUse({ engine, onPremises }: Pick<Settings, "engine" | "onPremises">): UsedNetwork[] {
  const docker = engine.daemon.bip ?? "172.17.0.0/16";
  const used = onPremises.map((cidr, index) => ({ cidr, what: `onPremises[${index}]` }));
  const isKnown = typeof docker === "string" && Address4.isValid(docker);
  return isKnown ? [{ cidr: docker, what: "Docker's own bridge network" }, ...used] : used;
}
