import { Readable } from "node:stream";
import type Docker from "dockerode";
import type { NodeSpec, Service, SwarmNode, SwarmSpec, Task } from "../../../provisioners/engine/types";
import { SwarmError } from "../../../provisioners/errors";
import type { Connection, Host, RunOptions, RunResult } from "../../../provisioners/ssh/types";
import type { Manager } from "../../../provisioners/swarm/schema";
import { clusterApi } from "./cluster-api";
import { connection, type FakeContext, fakeContext } from "./context";
import { type FakeNetwork, type FakeVolume, stackApi } from "./stack-api";

type LocalState = "inactive" | "pending" | "active" | "error" | "locked";

/** One machine with a Docker daemon that plays its part in a swarm. */
export interface Machine {
  name: string;
  address: string;
  up: boolean;
  state: LocalState;
  nodeId: string;
  swarmId: string;
  host: Host;
  /** Answers a shell command; default: nothing on stdout. */
  shell: (command: string, options?: RunOptions) => string;
  /** A shell command's exit code; default 0. */
  exit: (command: string) => number;
  /** Called by a login to a registry: may throw the daemon's error. */
  onLogin?: (login: { username: string; password: string; serveraddress: string }) => void;
  /** Called first by a join: may throw the daemon's error, or return true to say that it did the join's work. */
  onJoin?: (token: string, target: string) => boolean | undefined;
  /** What Docker was told of the machine's addresses when it began or joined a swarm. */
  addresses?: Addresses;
  volumes?: FakeVolume[];
}

export interface Addresses {
  ListenAddr?: string;
  AdvertiseAddr?: string;
  DataPathAddr?: string;
}

interface Join extends Addresses {
  JoinToken: string;
  RemoteAddrs: string[];
}

export interface FakeSwarm {
  id: string;
  version: number;
  spec: SwarmSpec;
  /** Public key of the certificate authority, as Docker shows it. */
  issuer: string;
  unlockKey: string;
  nodes: SwarmNode[];
  tokens: { Worker: string; Manager: string };
  pools: string[];
  subnetSize: number;
  dataPathPort: number;
  tasks: Task[];
  services: Service[];
  networks: FakeNetwork[];
  /** Secrets and configs. */
  objects: FakeObject[];
}

interface FakeObject {
  kind: "secret" | "config";
  ID: string;
  Spec: { Name: string; Labels: Record<string, string>; Data: string };
  /** A service that the test knows of uses it. */
  used?: boolean;
}

/** What dockerode throws for a reply that is not a success. */
export function reply(statusCode: number, message: string): Error {
  return Object.assign(new Error(`(HTTP code ${statusCode}) ${message}`), { statusCode, json: { message } });
}

function hasQuorum({ nodes }: FakeSwarm): boolean {
  const managers = nodes.filter(({ ManagerStatus }) => ManagerStatus);
  const reachable = managers.filter(({ ManagerStatus }) => ManagerStatus?.Reachability === "reachable");
  return reachable.length * 2 > managers.length;
}

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
      upload: async (path, content) => {
        this.calls.push(`${name} upload ${path}`);
        this.uploads.set(path, String(content));
      },
      docker: () => this.docker(machine),
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
    const id = `${this.prefix}${this.swarms.length + 1}`;
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
      ID: `node${++this.ids}`,
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

  private setRole(swarm: FakeSwarm, node: SwarmNode, role: NodeSpec["Role"]): void {
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

  private held(machine: Machine): FakeSwarm {
    const swarm = this.swarmOf(machine);
    const node = this.nodeOf(machine);
    if (!swarm || !node?.ManagerStatus) throw reply(503, "This node is not a swarm manager.");
    if (machine.state === "locked") throw reply(503, "Swarm is encrypted and needs to be unlocked");
    if (!hasQuorum(swarm)) throw reply(500, "rpc error: The swarm does not have a leader.");
    return swarm;
  }

  private docker(machine: Machine): Docker {
    const record = (text: string) => this.calls.push(`${machine.name} ${text}`);
    const fake = {
      info: async () => this.info(machine),
      getEvents: async () => Readable.from(["{}"]),
      ...clusterApi(this, machine, () => this.held(machine)),
      ...stackApi(this, machine, () => this.held(machine)),
      swarmJoin: async (spec: Join) => this.join(machine, spec),
      swarmLeave: async () => {
        record("leave");
        const node = this.nodeOf(machine);
        if (node) node.Status.State = "down";
        Object.assign(machine, { state: "inactive", nodeId: "", swarmId: "" });
      },
      checkAuth: async (login: { username: string; password: string; serveraddress: string }) => {
        record(`log in to ${login.serveraddress} as ${login.username}`);
        machine.onLogin?.(login);
      },
      listNodes: async () => structuredClone(this.held(machine).nodes),
      listTasks: async () => structuredClone(this.held(machine).tasks),
      getNode: (id: string) => this.nodeApi(machine, id),
      listSecrets: async (options?: { filters: string }) => this.objectsOf(machine, "secret", options),
      listConfigs: async (options?: { filters: string }) => this.objectsOf(machine, "config", options),
      createSecret: async (spec: FakeObject["Spec"]) => this.createObject(machine, "secret", spec),
      createConfig: async (spec: FakeObject["Spec"]) => this.createObject(machine, "config", spec),
      getSecret: (id: string) => this.objectApi(machine, id),
      getConfig: (id: string) => this.objectApi(machine, id),
    };
    return fake as unknown as Docker;
  }

  private objectsOf(machine: Machine, kind: FakeObject["kind"], options?: { filters: string }) {
    const { label } = JSON.parse(options?.filters ?? '{ "label": [] }') as { label: string[] };
    const has = ({ Labels }: FakeObject["Spec"], wanted: string) => {
      const [key = "", value] = wanted.split("=");
      return key in Labels && (value === undefined || Labels[key] === value);
    };
    const own = this.held(machine).objects.filter((object) => object.kind === kind);
    return own.filter(({ Spec }) => label.every((wanted) => has(Spec, wanted)));
  }

  private createObject(machine: Machine, kind: FakeObject["kind"], Spec: FakeObject["Spec"]) {
    const { objects } = this.held(machine);
    if (objects.some((one) => one.kind === kind && one.Spec.Name === Spec.Name)) throw reply(409, "already exists");
    this.calls.push(`${machine.name} create ${kind} ${Spec.Name}`);
    objects.push({ kind, ID: `object${++this.ids}`, Spec });
  }

  private objectApi(machine: Machine, id: string) {
    const find = () => {
      const swarm = this.held(machine);
      const object = swarm.objects.find(({ ID, Spec }) => ID === id || Spec.Name === id);
      if (!object) throw reply(404, "not found");
      return { swarm, object };
    };
    return {
      inspect: async () => structuredClone(find().object),
      remove: async () => {
        const { swarm, object } = find();
        if (object.used) throw reply(400, "is in use by the following service");
        this.calls.push(`${machine.name} remove ${object.kind} ${object.Spec.Name}`);
        swarm.objects = swarm.objects.filter((one) => one !== object);
      },
    };
  }

  private info(machine: Machine) {
    const manager = machine.state === "active" && this.nodeOf(machine)?.ManagerStatus !== undefined;
    const swarm = this.swarmOf(machine);
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
        NodeAddr: this.nodeOf(machine)?.Status.Addr,
        ControlAvailable: manager,
        Cluster: manager && swarm && hasQuorum(swarm) ? { ID: machine.swarmId, Spec: swarm.spec } : null,
        RemoteManagers: remotes,
      },
    };
  }

  private join(machine: Machine, { JoinToken, RemoteAddrs: [target = ""], ...addresses }: Join) {
    machine.addresses = addresses;
    this.calls.push(`${machine.name} join ${target}`);
    if (machine.onJoin?.(JoinToken, target)) return;
    const swarm = this.swarms.find(({ tokens }) => Object.values(tokens).includes(JoinToken));
    if (!swarm) throw reply(400, "rpc error: A valid join token is necessary to join this cluster");
    this.enter(swarm, machine, JoinToken === swarm.tokens.Manager ? "manager" : "worker");
  }

  private nodeApi(machine: Machine, id: string) {
    const find = () => {
      const swarm = this.held(machine);
      const node = swarm.nodes.find(({ ID }) => ID === id);
      if (!node) throw reply(404, `node ${id} not found`);
      return { swarm, node };
    };
    return {
      inspect: async () => {
        const { node } = find();
        const seen = structuredClone(node);
        this.onInspect?.(node);
        return seen;
      },
      update: async ({ _query, _body }: { _query: { version: number }; _body: NodeSpec }) => {
        const { swarm, node } = find();
        if (_query.version !== node.Version.Index) throw reply(500, "rpc error: update out of sequence");
        const isStranded = node.Spec.Role === "manager" && !node.ManagerStatus;
        if (isStranded && _body.Role === "worker") throw reply(404, "can't find manager in raft memberlist");
        this.calls.push(`${machine.name} update ${id} ${_body.Role} ${_body.Availability}`);
        node.Version.Index++;
        node.Spec = structuredClone(_body);
        this.setRole(swarm, node, _body.Role);
      },
      remove: async () => {
        const { swarm, node } = find();
        this.calls.push(`${machine.name} remove ${id}`);
        if (node.ManagerStatus) throw reply(400, "node is a cluster manager and is a member of the raft cluster");
        swarm.nodes = swarm.nodes.filter(({ ID }) => ID !== id);
      },
    };
  }
}
