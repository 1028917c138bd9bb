import { Address4 } from "ip-address";
import type { Network } from "../../../provisioners/docker/client/networks";
import type { Service, Task } from "../../../provisioners/docker/shapes";
import { smallestMtu } from "../../../provisioners/host/preflight/network";
import type { DeepLook } from "../deep-look";
import { type Check, type Finding, finding } from "../finding";

/** Share of a subnet's addresses in use from which it is nearly full. */
const FULL = 0.8;
/** What Docker assumes of the machines' network where nothing is set. */
const USUAL_MTU = 1500;
const MTU_OPTION = "com.docker.network.driver.mtu";

const full: Check = {
  check: "subnet-nearly-full",
  severity: "attention",
  why: "Without a free address no further task of the network starts: each takes one, and so does each service and each node.",
  fix: "Declare the network anew with a larger `subnet` (a stack's with `recreateNetworks: true`), or spread its services over several networks.",
};
const mtu: Check = {
  check: "overlay-mtu",
  severity: "attention",
  why: "Large packets between nodes are lost without a word: short answers come, long ones hang.",
  fix: `Declare the network with the driver option ${MTU_OPTION} at the machines' MTU; Pulumi sets it for networks of its own.`,
};

/** What concerns overlay networks. */
export function networkFindings({ declared, stored, swarm, looked }: DeepLook): Finding[] {
  if (!stored || !swarm) return [];
  const least = smallestMtu(looked);
  return stored.networks.flatMap((network) => [
    ...subnetFindings(network, swarm.services, swarm.tasks),
    ...(least === undefined ? [] : mtuFindings(network, least, declared.name)),
  ]);
}

function mtuFindings({ Name, Options }: Network, least: number, swarm: string): Finding[] {
  const assumed = Number(Options?.[MTU_OPTION] ?? USUAL_MTU);
  if (assumed <= least) return [];
  return [
    finding(mtu, swarm, `the network ${Name} counts on packets of ${assumed} bytes between nodes, which pass ${least}`),
  ];
}

function subnetFindings({ Id, Name, IPAM }: Network, services: readonly Service[], tasks: readonly Task[]): Finding[] {
  const subnet = IPAM?.Config?.find(({ Subnet }) => Subnet && Address4.isValid(Subnet))?.Subnet;
  if (!subnet) return [];
  // The network's own address, its broadcast address and the gateway's are taken.
  const room = 2 ** (32 - new Address4(subnet).subnetMask) - 3;
  const used = usedIn(Id, services, tasks);
  if (used < room * FULL) return [];
  return [finding(full, Name, `${used} of ${room} addresses in ${subnet} are in use`)];
}

/** Addresses of tasks, of services, and one of each node that has tasks there. */
function usedIn(network: string, services: readonly Service[], tasks: readonly Task[]): number {
  const living = tasks.flatMap((task) => {
    const own = task.DesiredState === "running" ? (task.NetworksAttachments ?? []) : [];
    return own.filter(({ Network }) => Network?.ID === network).map(({ Addresses }) => ({ task, Addresses }));
  });
  const addresses = living.flatMap(({ Addresses }) => Addresses ?? []);
  const virtual = services.flatMap(({ Endpoint }) => Endpoint?.VirtualIPs ?? []);
  const own = virtual.filter(({ NetworkID, Addr }) => NetworkID === network && Addr);
  return new Set(addresses).size + own.length + new Set(living.map(({ task }) => task.NodeID)).size;
}
