import { overlap } from "../cidr";
import type { Facts } from "../facts/facts";
import { nodeRows } from "../ports";
import { type Check, knownOf, type Looked, ofEach, type PreflightHost } from "./check";

/** Where a host sends the traffic of overlay networks from. */
const dataPathOf = ({ address, dataPathAddress = address }: PreflightHost) => dataPathAddress;

/** MTU of the interface that a host's data path address is on. */
function mtuOf(facts: Facts, host: PreflightHost): number | undefined {
  const device = facts.addresses.find((each) => each.address === dataPathOf(host))?.device;
  return device === undefined ? undefined : facts.mtu[device];
}

/** The smallest MTU of the interfaces that overlay networks' traffic leaves by; `undefined` where none is known. */
export function smallestMtu(looked: readonly Looked[]): number | undefined {
  const known = knownOf(looked).flatMap(({ host, facts }) => mtuOf(facts, host) ?? []);
  return known.length > 0 ? Math.min(...known) : undefined;
}

export const advertiseAddress: Check = {
  refuses: "an advertise or data path address that is on no interface of its host",
  fix: "Set `address`, and `dataPathAddress` where it is given, to the host's own addresses on networks that the machines share.",
  find: ofEach(({ addresses }, { address, dataPathAddress }) => {
    const own = addresses.map((each) => `${each.address} (${each.device})`).join(", ") || "none";
    const wanted = [
      { key: "address", value: address },
      { key: "dataPathAddress", value: dataPathAddress },
    ];
    return wanted
      .filter(({ value }) => value !== undefined && !addresses.some((each) => each.address === value))
      .map(({ key, value }) => `its ${key} ${value} is not an address of it; its addresses: ${own}`);
  }),
};

/** Interfaces that Docker makes for its own networks: what leads there is no network of the host's. */
const docker = /^(docker0|docker_gwbridge|br-[0-9a-f]{12}|veth\w+)$/;

export const addressPools: Check = {
  refuses: "an address pool of overlay networks that overlaps a network the host has a route to",
  fix: "Set `addressPools` to a private network that nothing else uses.",
  find: ofEach(({ routes }, _host, { addressPools: pools }) =>
    routes
      .filter(({ device }) => !docker.test(device))
      .flatMap(({ network, device }) =>
        pools
          .filter((pool) => overlap(pool, network))
          .map((pool) => `the address pool ${pool} overlaps its route to ${network} (${device})`),
      ),
  ),
};

export const mtu: Check = {
  refuses: "hosts whose interfaces with the data path addresses have different MTUs",
  fix: "Set the same MTU on all hosts. Left out, this check lets overlay networks use the smallest.",
  find(looked) {
    const smallest = smallestMtu(looked);
    const known = knownOf(looked);
    const least = known.find(({ host, facts }) => mtuOf(facts, host) === smallest)?.host.name;
    return known.flatMap(({ host, facts }) => {
      const own = mtuOf(facts, host);
      if (own === undefined || own === smallest) return [];
      return [{ host: host.name, reason: `the MTU at ${dataPathOf(host)} is ${own}; that of ${least} is ${smallest}` }];
    });
  },
};

export const ports: Check = {
  refuses: "a port of the swarm that something other than Docker's swarm listens on",
  fix: "Stop that process, or have it listen elsewhere.",
  find: ofEach((facts, { role }, { dataPathPort }) => {
    return nodeRows(role, dataPathPort).flatMap(({ port, protocol, purpose }) => {
      const others = facts.listeners.filter(
        (each) => each.port === port && each.protocol === protocol && !isOfSwarm(each, facts),
      );
      const names = [...new Set(others.map(({ process }) => process ?? "the kernel"))];
      return names.map((name) => `${port}/${protocol} (${purpose}) is taken by ${name}`);
    });
  }),
};

/** The daemon's own, and the kernel's VXLAN port of a host in a swarm. */
function isOfSwarm({ process }: Facts["listeners"][number], { daemon, listeners }: Facts): boolean {
  if (process !== undefined) return process === "dockerd";
  // A daemon that does not answer at once is told by its gossip.
  const gossips = listeners.some((each) => each.process === "dockerd" && each.port === 7946);
  return gossips || (daemon !== undefined && daemon.swarm !== "inactive");
}
