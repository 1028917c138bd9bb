import type { Host } from "../host";
import type { SwarmSpec, SwarmState } from "../shapes";
import { type CallOptions, call } from "./call";
import { request } from "./request";

export interface SwarmInit {
  ForceNewCluster?: boolean;
  ListenAddr?: string;
  AdvertiseAddr?: string;
  DataPathAddr?: string;
  DataPathPort?: number;
  DefaultAddrPool?: string[];
  SubnetSize?: number;
  Spec: SwarmSpec;
}

export interface SwarmJoin {
  ListenAddr: string;
  AdvertiseAddr: string;
  DataPathAddr?: string;
  RemoteAddrs: string[];
  JoinToken: string;
}

/** What one update replaces at once, beside the specification. */
export interface Rotations {
  rotateManagerToken?: boolean;
  rotateWorkerToken?: boolean;
  rotateManagerUnlockKey?: boolean;
}

/** The swarm as a manager shows it, tokens included. */
export const swarmInspect = (host: Host) =>
  call<SwarmState>(host, "inspect the swarm", (docker) => docker.swarmInspect());

export const swarmInit = (host: Host, init: SwarmInit, options: CallOptions) =>
  call<string>(
    host,
    init.ForceNewCluster ? "force a new cluster" : "init the swarm",
    (docker) => docker.swarmInit(init),
    options,
  );

export const swarmJoin = (host: Host, join: SwarmJoin, options: CallOptions) =>
  call<void>(host, `join the swarm through ${join.RemoteAddrs}`, (docker) => docker.swarmJoin(join), options);

export const swarmLeave = (host: Host, options: CallOptions) =>
  call<void>(host, "leave the swarm", (docker) => docker.swarmLeave({ _query: { force: true }, _body: {} }), options);

/** Replaces the specification of a swarm that was read before. */
export const swarmUpdate = (host: Host, what: string, { Version }: SwarmState, spec: SwarmSpec, rotations: Rotations) =>
  call<void>(host, `update the swarm: ${what}`, (docker) =>
    docker.swarmUpdate({ _query: { version: Version.Index, ...rotations }, _body: spec }),
  );

/** The unlock key from a manager; `undefined` where autolock is off. */
export async function readUnlockKey(host: Host): Promise<string | undefined> {
  const { UnlockKey } = await call<{ UnlockKey?: string }>(host, "read the unlock key", (docker) =>
    request(docker, "GET", "/swarm/unlockkey"),
  );
  return UnlockKey || undefined;
}

/** Unlocks a manager that came back locked. Docker answers when it takes part again, which needs a majority. */
export const swarmUnlock = (host: Host, key: string, options: CallOptions) =>
  call<void>(
    host,
    "unlock the manager",
    (docker) => request(docker, "POST", "/swarm/unlock", { UnlockKey: key }),
    options,
  );
