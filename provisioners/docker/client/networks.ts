import type { Host } from "../host";
import { call, type Filters, filtered } from "./call";

export interface NetworkSpec {
  Name: string;
  Driver: string;
  Attachable?: boolean;
  Internal?: boolean;
  Options?: Record<string, string>;
  Labels?: Record<string, string>;
  IPAM?: { Driver: string; Config: { Subnet: string; Gateway?: string }[] };
}

export interface Network {
  Id: string;
  Name: string;
  Driver: string;
  Attachable: boolean;
  Internal: boolean;
  /** `local` for one that only this host knows. */
  Scope?: "local" | "swarm" | "global";
  Created?: string;
  /** Only a template of other networks. */
  ConfigOnly?: boolean;
  Options?: Record<string, string> | null;
  Labels?: Record<string, string> | null;
  IPAM?: { Config?: { Subnet?: string; Gateway?: string }[] | null };
  /** By container; on this host. */
  Containers?: Record<string, { IPv4Address?: string }> | null;
  /** Other hosts that are in an overlay network, as this one knows. */
  Peers?: { IP: string }[] | null;
}

export const listNetworks = (host: Host, filters?: Filters) =>
  call<Network[]>(host, "list the networks", (docker) => docker.listNetworks(filtered(filters)));

/** @param id ID or name. */
export const inspectNetwork = (host: Host, id: string, name = id) =>
  call<Network>(host, `inspect the network ${name}`, (docker) => docker.getNetwork(id).inspect());

/** The ID of the network that was made. */
export async function createNetwork(host: Host, spec: NetworkSpec): Promise<string> {
  const made = await call<{ id: string }>(host, `make the network ${spec.Name}`, (docker) =>
    docker.createNetwork(spec),
  );
  return made.id;
}

/** @param id ID or name. */
export const removeNetwork = (host: Host, id: string, name = id) =>
  call<void>(host, `remove the network ${name}`, (docker) => docker.getNetwork(id).remove());
