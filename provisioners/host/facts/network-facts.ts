/** A host's network. */
export interface NetworkFacts {
  /** IPv4 addresses by interface, without loopback. */
  addresses: { device: string; address: string; prefix: number }[];
  /** Largest packet of each interface in bytes. */
  mtu: Record<string, number>;
  /** IPv4 networks and addresses that it has a route to, in CIDR form; without the default route. */
  routes: { network: string; device: string }[];
  /** Ports that are taken; the process is unknown for those of the kernel, such as VXLAN's. */
  listeners: { protocol: "tcp" | "udp"; port: number; process?: string }[];
}

/** Pure: the network from the output of `ip` and `ss`. */
export function parseNetwork(get: (section: string) => string): NetworkFacts {
  return {
    addresses: parseAddresses(get("addresses")),
    mtu: parseLinks(get("links")),
    routes: parseRoutes(get("routes")),
    listeners: parseListeners(get("listeners")),
  };
}

function parseAddresses(text: string): NetworkFacts["addresses"] {
  return text.split("\n").flatMap((line) => {
    const [, device, address, prefix] = line.match(/^\d+:\s+(\S+)\s+inet\s+([\d.]+)\/(\d+)/) ?? [];
    return device && address && device !== "lo" ? [{ device, address, prefix: Number(prefix) }] : [];
  });
}

function parseLinks(text: string): NetworkFacts["mtu"] {
  const pairs = text.split("\n").flatMap((line) => {
    // A virtual interface is named with its peer: `veth1@if2`.
    const [, device, mtu] = line.match(/^\d+:\s+([^\s:@]+)\S*:\s.*?\bmtu (\d+)/) ?? [];
    return device && mtu ? [[device, Number(mtu)]] : [];
  });
  return Object.fromEntries(pairs);
}

/** Routes that lead nowhere (`unreachable`, `blackhole`) have no network that could be missed. */
function parseRoutes(text: string): NetworkFacts["routes"] {
  return text.split("\n").flatMap((line) => {
    const [, network, device] = line.match(/^([\d.]+(?:\/\d+)?)\s.*?\bdev (\S+)/) ?? [];
    return network && device ? [{ network: network.includes("/") ? network : `${network}/32`, device }] : [];
  });
}

function parseListeners(text: string): NetworkFacts["listeners"] {
  return text.split("\n").flatMap((line) => {
    const [, protocol, port] = line.match(/^(tcp|udp)\s+\S+\s+\d+\s+\d+\s+\S+:(\d+)\s/) ?? [];
    const process = line.match(/users:\(\("([^"]*)"/)?.[1];
    return port ? [{ protocol: protocol as "tcp" | "udp", port: Number(port), ...(process && { process }) }] : [];
  });
}
