import type { SwarmSpec, SwarmState } from "../../../provisioners/docker/shapes";
import { reply } from "./reply";
import type { Addresses, FakeSwarm, Machine } from "./shapes";
import type { World } from "./world";

interface Init extends Addresses {
  ForceNewCluster?: boolean;
  DefaultAddrPool?: string[];
  SubnetSize?: number;
  DataPathPort?: number;
}

interface Update {
  _query: {
    version: number;
    rotateManagerToken?: boolean;
    rotateWorkerToken?: boolean;
    rotateManagerUnlockKey?: boolean;
  };
  _body: SwarmSpec;
}

/** The part of a machine's Docker that is about the swarm as a whole. */
export function clusterApi(world: World, machine: Machine, held: () => FakeSwarm) {
  const record = (text: string) => world.calls.push(`${machine.name} ${text}`);
  return {
    swarmInspect: async (): Promise<SwarmState> => {
      const swarm = held();
      const seen = stateOf(swarm);
      world.onSwarmInspect?.(swarm);
      return seen;
    },

    swarmInit: async (spec: Init) => {
      record(spec.ForceNewCluster ? "force new cluster" : "init");
      if (spec.ForceNewCluster) return forceNewCluster(world, machine);
      if (machine.state !== "inactive") throw reply(503, "This node is already part of a swarm.");
      const { ListenAddr, AdvertiseAddr, DataPathAddr } = spec;
      machine.addresses = { ListenAddr, AdvertiseAddr, DataPathAddr };
      const swarm = world.newSwarm();
      const { DefaultAddrPool: pools, SubnetSize: subnetSize, DataPathPort: dataPathPort } = spec;
      Object.assign(swarm, { pools, subnetSize, dataPathPort });
      world.enter(swarm, machine, "manager");
    },

    swarmUpdate: async ({ _query, _body }: Update) => {
      const swarm = held();
      if (_query.version !== swarm.version) throw reply(500, "rpc error: update out of sequence");
      const { version: _, ...rotations } = _query;
      record(`update swarm ${Object.keys(rotations).join(" ")}`.trim());
      const lockedBefore = swarm.spec.EncryptionConfig?.AutoLockManagers;
      if ((_body.CAConfig?.ForceRotate ?? 0) !== (swarm.spec.CAConfig?.ForceRotate ?? 0)) {
        swarm.issuer = `issuer${_body.CAConfig?.ForceRotate}`;
      }
      swarm.spec = plain(_body);
      swarm.version++;
      const turn = `v${swarm.version}`;
      if (rotations.rotateManagerToken) swarm.tokens.Manager = `SWMTKN-1-${swarm.id}-manager-${turn}`;
      if (rotations.rotateWorkerToken) swarm.tokens.Worker = `SWMTKN-1-${swarm.id}-worker-${turn}`;
      const locks = swarm.spec.EncryptionConfig?.AutoLockManagers;
      if (!locks) swarm.unlockKey = "";
      else if (!lockedBefore || rotations.rotateManagerUnlockKey) swarm.unlockKey = `SWMKEY-1-${swarm.id}-${turn}`;
    },

    modem: {
      dial: (
        { method, path, options }: { method: string; path: string; options?: { UnlockKey: string } },
        done: (error: unknown, value?: unknown) => void,
      ) => {
        try {
          done(undefined, method === "GET" ? { UnlockKey: held().unlockKey } : unlock(options?.UnlockKey));
        } catch (error) {
          done(error);
        }
        if (method === "POST") record(`POST ${path}`);
      },
    },
  };

  function unlock(key: string | undefined): void {
    if (machine.state !== "locked") throw reply(409, "swarm is not locked");
    if (key !== world.swarmOf(machine)?.unlockKey)
      throw reply(401, "swarm could not be unlocked: invalid key provided");
    machine.state = "active";
    const status = world.nodeOf(machine)?.ManagerStatus;
    if (status) status.Reachability = "reachable";
  }
}

function stateOf({ id, version, spec, tokens, pools, subnetSize, dataPathPort, issuer, nodes }: FakeSwarm): SwarmState {
  const isDone = nodes.every(({ Description }) => (Description?.TLSInfo?.CertIssuerPublicKey ?? issuer) === issuer);
  return plain({
    ID: id,
    Version: { Index: version },
    Spec: spec,
    JoinTokens: tokens,
    DefaultAddrPool: pools,
    SubnetSize: subnetSize,
    DataPathPort: dataPathPort,
    TLSInfo: { CertIssuerPublicKey: issuer, TrustRoot: `root of ${issuer}` },
    RootRotationInProgress: !isDone,
  });
}

/** A copy as JSON makes it, as over the wire. */
function plain<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** The machine goes on alone; the records of the other managers stay, without a part in the raft. */
function forceNewCluster(world: World, machine: Machine): void {
  machine.state = "active";
  for (const node of world.swarmOf(machine)?.nodes ?? []) {
    if (node.ID === machine.nodeId && node.ManagerStatus) {
      Object.assign(node.ManagerStatus, { Leader: true, Reachability: "reachable" });
    } else if (node.ManagerStatus) {
      delete node.ManagerStatus;
      node.Status.State = "unknown";
    }
  }
}
