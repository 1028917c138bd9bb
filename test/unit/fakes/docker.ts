import { Readable } from "node:stream";
import type Docker from "dockerode";
import { clusterApi } from "./cluster-api";
import { nodesApi } from "./nodes-api";
import { objectsApi } from "./objects-api";
import { reply } from "./reply";
import type { FakeSwarm, Join, Machine } from "./shapes";
import { stackApi } from "./stack-api";
import type { World } from "./world";

/** A machine's Docker: it answers from what the world holds, as a daemon does. */
export function dockerOf(world: World, machine: Machine): Docker {
  const record = (text: string) => world.calls.push(`${machine.name} ${text}`);
  const held = () => swarmHeld(world, machine);
  const fake = {
    info: async () => info(world, machine),
    getEvents: async () => Readable.from(["{}"]),
    ...clusterApi(world, machine, held),
    ...nodesApi(world, machine, held),
    ...stackApi(world, machine, held),
    ...objectsApi(world, machine, held),
    swarmJoin: async (spec: Join) => join(world, machine, spec),
    swarmLeave: async () => {
      record("leave");
      const node = world.nodeOf(machine);
      if (node) node.Status.State = "down";
      Object.assign(machine, { state: "inactive", nodeId: "", swarmId: "" });
    },
    checkAuth: async (login: { username: string; password: string; serveraddress: string }) => {
      record(`log in to ${login.serveraddress} as ${login.username}`);
      machine.onLogin?.(login);
    },
  };
  return fake as unknown as Docker;
}

/** The swarm as one of its managers has it; others, and one that is locked or without a quorum, refuse. */
function swarmHeld(world: World, machine: Machine): FakeSwarm {
  const swarm = world.swarmOf(machine);
  const node = world.nodeOf(machine);
  if (!swarm || !node?.ManagerStatus) throw reply(503, "This node is not a swarm manager.");
  if (machine.state === "locked") throw reply(503, "Swarm is encrypted and needs to be unlocked");
  if (!hasQuorum(swarm)) throw reply(500, "rpc error: The swarm does not have a leader.");
  return swarm;
}

function hasQuorum({ nodes }: FakeSwarm): boolean {
  const managers = nodes.filter(({ ManagerStatus }) => ManagerStatus);
  const reachable = managers.filter(({ ManagerStatus }) => ManagerStatus?.Reachability === "reachable");
  return reachable.length * 2 > managers.length;
}

const clusterOf = ({ spec, dataPathPort }: FakeSwarm, { swarmId }: Machine) => {
  return { ID: swarmId, Spec: spec, DataPathPort: dataPathPort };
};

function info(world: World, machine: Machine) {
  const manager = machine.state === "active" && world.nodeOf(machine)?.ManagerStatus !== undefined;
  const swarm = world.swarmOf(machine);
  const remotes = swarm?.nodes.flatMap(({ ID, ManagerStatus }) =>
    ManagerStatus ? [{ NodeID: ID, Addr: ManagerStatus.Addr }] : [],
  );
  return {
    Name: machine.name,
    ServerVersion: "29.0.1",
    OperatingSystem: "Debian",
    Architecture: "x86_64",
    DockerRootDir: "/var/lib/docker",
    Swarm: {
      LocalNodeState: machine.state,
      NodeID: machine.nodeId,
      NodeAddr: world.nodeOf(machine)?.Status.Addr,
      ControlAvailable: manager,
      Cluster: manager && swarm && hasQuorum(swarm) ? clusterOf(swarm, machine) : null,
      RemoteManagers: remotes,
    },
  };
}

function join(world: World, machine: Machine, { JoinToken, RemoteAddrs: [target = ""], ...addresses }: Join): void {
  machine.addresses = addresses;
  world.calls.push(`${machine.name} join ${target}`);
  if (machine.onJoin?.(JoinToken, target)) return;
  const swarm = world.swarms.find(({ tokens }) => Object.values(tokens).includes(JoinToken));
  if (!swarm) throw reply(400, "rpc error: A valid join token is necessary to join this cluster");
  world.enter(swarm, machine, JoinToken === swarm.tokens.Manager ? "manager" : "worker");
}
