import { SwarmError } from "../../../provisioners/core/errors";
import type { Host } from "../../../provisioners/docker/host";
import type { NodeSpec, SwarmNode } from "../../../provisioners/docker/shapes";
import type { Connection } from "../../../provisioners/ssh/schema";
import type { RunOptions, RunResult } from "../../../provisioners/ssh/types";
import type { Manager } from "../../../provisioners/swarm/access/schema";
import { connection, type FakeContext, fakeContext } from "./context";
import { dockerOf } from "./docker";
import { oneByOne } from "./run-all";
import type { FakeSwarm, Machine } from "./shapes";

/** Machines and swarms in memory. Every call that changes something is recorded in `calls`. */
export class World {
  readonly machines: Machine[] = [];
  readonly swarms: FakeSwarm[] = [];
  readonly calls: string[] = [];
  /** Files as they were uploaded last. */
  readonly uploads = new Map<string, string>();
  readonly context: FakeContext = fakeContext((to) => this.dial(to));
  /** Called between a read of a node and its reply, so that a test can be another writer. */
  onInspect?: (node: SwarmNode) => void;
  /** As `onInspect`, for a read of the swarm. */
  onSwarmInspect?: (swarm: FakeSwarm) => void;
  /** Machines whose swarm is told by more than its ID: after a recovery there may be two of one ID. */
  readonly follow = new Map<Machine, FakeSwarm>();
  private ids = 0;

  constructor(readonly prefix = "s") {}

  newId(kind: "node" | "object"): string {
    return `${kind}${++this.ids}`;
  }

  add(name: string, address = `10.0.0.${this.machines.length + 1}`): Machine {
    const machine: Machine = {
      name,
      address,
      up: true,
      state: "inactive",
      nodeId: "",
      swarmId: "",
      shell: () => "",
      exit: () => 0,
      host: undefined as unknown as Host,
    };
    machine.host = {
      label: name,
      run: async (command, options) => this.shell(machine, command, options),
      runAll: (commands, options) => oneByOne(machine.host)(commands, options),
      upload: async (path, content) => {
        this.calls.push(`${name} upload ${path}`);
        this.uploads.set(path, String(content));
      },
      docker: () => dockerOf(this, machine),
    };
    this.machines.push(machine);
    return machine;
  }

  manager(machine: Machine): Manager {
    return { name: machine.name, address: machine.address, connection: connection(machine.address) };
  }

  /** A swarm of these machines, the first `managers` of them managers. */
  form(machines: Machine[], managers: number): FakeSwarm {
    const swarm = this.newSwarm();
    machines.forEach((machine, index) => {
      this.enter(swarm, machine, index < managers ? "manager" : "worker");
    });
    return swarm;
  }

  newSwarm(): FakeSwarm {
    const id = `swarm${this.swarms.length + 1}`;
    const swarm: FakeSwarm = {
      id,
      version: 1,
      spec: { Orchestration: { TaskHistoryRetentionLimit: 5 }, CAConfig: {}, EncryptionConfig: {} },
      issuer: "issuer0",
      unlockKey: "",
      nodes: [],
      tokens: { Worker: `SWMTKN-1-${id}-worker`, Manager: `SWMTKN-1-${id}-manager` },
      pools: [],
      subnetSize: 24,
      dataPathPort: 4789,
      tasks: [],
      services: [],
      networks: [],
      objects: [],
    };
    this.swarms.push(swarm);
    return swarm;
  }

  enter(swarm: FakeSwarm, machine: Machine, role: NodeSpec["Role"]): SwarmNode {
    const node: SwarmNode = {
      ID: this.newId("node"),
      Version: { Index: 1 },
      Spec: { Role: role, Availability: "active", Labels: {} },
      Description: { Hostname: machine.name },
      Status: { State: "ready", Addr: machine.address },
    };
    swarm.nodes.push(node);
    Object.assign(machine, { state: "active", nodeId: node.ID, swarmId: swarm.id });
    this.setRole(swarm, node, role);
    return node;
  }

  nodeOf(machine: Machine): SwarmNode | undefined {
    return this.swarmOf(machine)?.nodes.find(({ ID }) => ID === machine.nodeId);
  }

  swarmOf(machine: Machine): FakeSwarm | undefined {
    return this.follow.get(machine) ?? this.swarms.find(({ id }) => id === machine.swarmId);
  }

  /** A machine that is out of reach, as the others see it too. */
  kill(machine: Machine): void {
    machine.up = false;
    const node = this.nodeOf(machine);
    if (!node) return;
    node.Status.State = "down";
    if (node.ManagerStatus) node.ManagerStatus.Reachability = "unreachable";
  }

  /** As the daemons do it: a manager gets its part in the raft, and one of them leads. */
  setRole(swarm: FakeSwarm, node: SwarmNode, role: NodeSpec["Role"]): void {
    node.Spec.Role = role;
    if (role === "worker") delete node.ManagerStatus;
    else node.ManagerStatus ??= { Reachability: "reachable", Addr: `${node.Status.Addr}:2377` };
    const managers = swarm.nodes.filter(({ ManagerStatus }) => ManagerStatus);
    const leader = managers.find(({ ManagerStatus }) => ManagerStatus?.Leader) ?? managers[0];
    if (leader?.ManagerStatus) leader.ManagerStatus.Leader = true;
  }

  private async dial(to: Connection): Promise<Host> {
    const machine = this.machines.find(({ address }) => address === to.host);
    if (machine?.up) return machine.host;
    throw new SwarmError({ code: "SSH_UNREACHABLE", summary: "No SSH connection", host: to.host });
  }

  private shell(machine: Machine, command: string | readonly string[], options?: RunOptions): RunResult {
    const text = typeof command === "string" ? command : command.join(" ");
    this.calls.push(`${machine.name} $ ${text}`);
    return { stdout: machine.shell(text, options), stderr: "", code: machine.exit(text) };
  }
}
