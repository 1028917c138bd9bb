import * as pulumi from "@pulumi/pulumi";
import { swarmInputs } from "../../provisioners/swarm/cluster/schema";
import { handedOn } from "../after";
import {
  Engine,
  type EngineArgs,
  type HostArgs,
  Node,
  Preflight,
  type PreflightArgs,
  Swarm,
  type SwarmArgs,
} from "../resources";
import { connectionOutputs } from "../sources/connection";
import type { ClusterMachine } from "../sources/machine";
import { checkMachines } from "./check-machines";
import { type ClusterHost, type ConnectedMachine, dockerEndpoint, hostOf, nodeOf } from "./nodes";
import { objectOptions } from "./object-options";
import { type Preparation, prepareHost, setsHostnameOf } from "./preparation";
import type { ClusterNode, DockerEndpoint } from "./types";

/** Arguments of {@link Cluster}. */
export interface ClusterArgs {
  /** The machines, one to seven managers among them. The swarm starts on the first manager. */
  machines: ClusterMachine[];
  /** What is asked of the machines before any of them is changed. Default: every check, a clock skew of 60 s. */
  preflight?: Partial<Pick<PreflightArgs, "skipChecks" | "maxClockSkew">>;
  /** What a run may do: replace several managers, leave less than a majority of them, delete `volumes`. */
  allow?: PreflightArgs["allow"];
  /** IDs of volumes with the cluster's data, so that a run which would delete or replace one is refused. */
  volumes?: PreflightArgs["volumes"];
  /** The volumes stay where they are declared no more. Default: they are deleted then. */
  retained?: PreflightArgs["retained"];
  /** Settings that are fixed once the machines are made: a run with another value is refused. */
  fixed?: PreflightArgs["fixed"];
  /** Zones in which a load balancer stands that is replaced when one of them goes. */
  balancerZones?: PreflightArgs["balancerZones"];
  /** What is done to every machine before Docker comes. */
  preparation?: Preparation;
  /** A timer on every machine that removes what Docker no longer uses, except what a rollback needs. Default: none. */
  prune?: HostArgs["prune"];
  /** Docker on every machine. Default: the newest version from Docker's repository, then left as it is. */
  engine?: Partial<Omit<EngineArgs, "name" | "connection" | "mtu" | "drainVia">>;
  /** The swarm as a whole. Default: overlay networks from 10.201.0.0/16, a /24 each; all else as Docker has it. */
  swarm?: Omit<SwarmArgs, "managers">;
}

/**
 * A Docker Swarm on machines of any source: Docker on each, one swarm, every machine a node of it.
 * @example
 * ```ts
 * const cluster = new Cluster("production", { machines, engine: { version: "29.0.1" } });
 * ```
 * @throws pulumi.ResourceError for machines that cannot form a swarm, before anything is made
 */
export class Cluster extends pulumi.ComponentResource {
  /** ID of the swarm. */
  readonly swarmId: pulumi.Output<string>;
  /** The managers with their connections, as every resource that talks to the swarm takes them. */
  readonly managers: ClusterHost[];
  /** The workers with their connections. */
  readonly workers: ClusterHost[];
  /** All nodes with their connections, as resources take them that do the same on many hosts. */
  readonly hosts: Pick<ClusterHost, "name" | "connection">[];
  /** Join tokens of managers and workers; secret. */
  readonly joinTokens: pulumi.Output<{ manager: string; worker: string }>;
  /** Key that unlocks managers where autolock is on; secret. */
  readonly unlockKey: pulumi.Output<string | undefined>;
  /** Docker on each machine, by the machine's name. */
  readonly engines: ReadonlyMap<string, Engine>;
  /** The nodes, in the order of the machines. */
  readonly nodes: ClusterNode[];
  /** The first manager for Docker's own client. */
  readonly docker: DockerEndpoint;
  /**
   * Options for whatever runs in the swarm: after its nodes, and on destroy gone with its machines if they are ours.
   * Add options of your own by spreading: `{ ...cluster.objectOptions, dependsOn: other }` comes after the nodes, too.
   */
  readonly objectOptions: pulumi.CustomResourceOptions;

  constructor(name: string, args: ClusterArgs, options?: pulumi.ComponentResourceOptions) {
    super("swarm:index:Cluster", name, {}, handedOn(options));
    const machines = args.machines.map((machine): ConnectedMachine => {
      return { ...machine, connection: connectionOutputs(machine.connection) };
    });
    const managers = machines.filter((machine) => machine.role === "manager");
    const [first] = managers;
    const problems = checkMachines(machines);
    if (problems.length > 0 || !first) {
      throw new pulumi.ResourceError(`Cluster "${name}": ${problems.join("\n")}`, this, true);
    }

    this.hosts = machines.map(({ name, connection }) => ({ name, connection }));
    this.managers = managers.map(hostOf);
    this.workers = machines.filter((machine) => machine.role === "worker").map(hostOf);
    const connected = { ...args, machines };
    const preflight = this.preflight(name, connected);
    const engines = new Map(
      machines.map((machine) => [machine.name, this.engine(name, machine, preflight, connected)]),
    );
    this.engines = engines;
    const swarm = new Swarm(
      name,
      { ...args.swarm, managers: this.managers },
      {
        parent: this,
        dependsOn: managers.flatMap((machine) => engines.get(machine.name) ?? []),
        deletedWith: first.resource,
      },
    );
    const joined = machines.map((machine) => {
      return { machine, node: this.node(name, machine, swarm, engines.get(machine.name)) };
    });
    const nodes = joined.map(({ node }) => node);

    this.swarmId = swarm.swarmId;
    this.joinTokens = pulumi.secret(swarm.joinTokens);
    this.unlockKey = pulumi.secret(swarm.unlockKey);
    this.nodes = joined.map(({ machine, node }) => nodeOf(machine, node.nodeId));
    this.docker = dockerEndpoint(first.connection);
    const ours = machines.every((machine) => machine.resource);
    this.objectOptions = objectOptions(nodes, ours ? swarm : undefined);
    this.registerOutputs({ swarmId: this.swarmId, joinTokens: this.joinTokens, nodes: this.nodes });
  }

  private preflight(
    cluster: string,
    { machines, preflight, preparation, swarm, allow, volumes, retained, fixed, balancerZones }: ClusterArgs,
  ): Preflight {
    const hosts = machines.map(({ name, role, address, dataPathAddress, connection }) => {
      return { name, role, address, dataPathAddress, connection };
    });
    const addressPools = swarm?.addressPools ?? swarmInputs.shape.addressPools.parse(undefined);
    const { dataPathPort } = swarm ?? {};
    const setsHostname = machines.every((machine) => setsHostnameOf(machine, preparation));
    return new Preflight(
      cluster,
      { ...preflight, setsHostname, hosts, addressPools, dataPathPort, allow, volumes, retained, fixed, balancerZones },
      { parent: this },
    );
  }

  /** After the preflight of all machines, from which it has the MTU, and after the machine's own preparation. */
  private engine(cluster: string, machine: ClusterMachine, preflight: Preflight, args: ClusterArgs): Engine {
    const name = `${cluster}-${machine.name}`;
    const options = { parent: this, deletedWith: machine.resource };
    const preparation = { dataPathPort: args.swarm?.dataPathPort, ...args.preparation, prune: args.prune };
    const host = prepareHost(name, machine, args.machines, preparation, { ...options, dependsOn: preflight });
    return new Engine(
      name,
      {
        ...args.engine,
        name: machine.name,
        connection: machine.connection,
        mtu: preflight.mtu,
        drainVia: this.managers,
      },
      { ...options, dependsOn: host },
    );
  }

  private node(cluster: string, machine: ClusterMachine, swarm: Swarm, engine: Engine | undefined): Node {
    const { name, role, address, listenAddress, dataPathAddress, availability, labels, connection } = machine;
    const node = new Node(
      `${cluster}-${name}`,
      {
        name,
        role,
        address,
        listenAddress,
        dataPathAddress,
        availability,
        labels,
        connection,
        swarmId: swarm.swarmId,
        managers: this.managers,
      },
      // On hosts that stay, a node has to leave even when the whole swarm goes.
      { parent: this, dependsOn: engine, deletedWith: machine.resource && swarm },
    );
    machine.joined?.(node);
    return node;
  }
}
