// Generated from the resources' schemas by `npm run schema`: change them there, not this file.
import type * as pulumi from "@pulumi/pulumi";
import { PluginResource } from "./plugin-resource";
import type * as types from "./types";

export * from "./types";

/** Arguments of {@link KeyPair}. */
export interface KeyPairArgs {
  /** Kind of the key. Default: `ed25519`. */
  type?: pulumi.Input<types.KeyType>;
  /** Comment at the end of the public key, such as `deploy@example`. */
  comment?: pulumi.Input<string>;
}

/**
 * A key for SSH; the private key is kept as a secret in the state of the stack.
 *
 * @example
 * ```ts
 * const key = new KeyPair("deploy", { comment: "deploy@example" });
 * export const authorizedKey = key.publicKey;
 * ```
 */
export class KeyPair extends PluginResource {
  /** Kind of the key. */
  declare readonly type: pulumi.Output<types.KeyType>;
  /** Comment at the end of the public key, such as `deploy@example`. */
  declare readonly comment: pulumi.Output<string | undefined>;
  /** The public key as in authorized_keys (`ssh-ed25519 AAAA…`). */
  declare readonly publicKey: pulumi.Output<string>;
  /** The private key in OpenSSH form. */
  declare readonly privateKey: pulumi.Output<string>;

  constructor(name: string, args: KeyPairArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["type","comment","publicKey","privateKey"];
    super("KeyPair", name, { properties, secrets: ["privateKey"] }, args, options);
  }
}

/** Arguments of {@link Machine}. */
export interface MachineArgs {
  /** Name of the lab: machines of one lab share a private network. */
  lab: pulumi.Input<string>;
  /** Host name, a DNS label. */
  name: pulumi.Input<string>;
  /** Virtual processors; user-mode Linux always has one. Default: `1`. */
  cpus?: pulumi.Input<number>;
  /** Memory in MiB. Default: `768`. */
  memory?: pulumi.Input<number>;
  /** Address on the lab's private network, such as 10.77.0.11. */
  address: pulumi.Input<string>;
  /** `docker`: Docker from the distribution and the NFS client are installed already; `bare`: nothing beyond Debian 13 and an SSH server; `bare-bookworm`: the same with Debian 12. Default: `docker`. */
  image?: pulumi.Input<types.MachineImage>;
  /** Public key (`ssh-ed25519 AAAA…`) that may log in as root. */
  authorizedKey: pulumi.Input<string>;
  /** Ports of the machine to reach on 127.0.0.1. */
  ports?: pulumi.Input<pulumi.Input<number>[]>;
}

/**
 * A local virtual machine of a lab: Debian with an SSH server, on a private network of its own. For trying things out and for tests.
 *
 * @example
 * ```ts
 * const machine = new Machine("worker-1", {
 *   lab: "demo",
 *   name: "worker-1",
 *   address: "10.77.0.21",
 *   authorizedKey: key.publicKey,
 *   ports: [80],
 * });
 * export const sshPort = machine.port;
 * ```
 */
export class Machine extends PluginResource {
  /** Name of the lab: machines of one lab share a private network. */
  declare readonly lab: pulumi.Output<string>;
  /** Host name, a DNS label. */
  declare readonly name: pulumi.Output<string>;
  /** Virtual processors; user-mode Linux always has one. */
  declare readonly cpus: pulumi.Output<number>;
  /** Memory in MiB. */
  declare readonly memory: pulumi.Output<number>;
  /** Address on the lab's private network, such as 10.77.0.11. */
  declare readonly address: pulumi.Output<string>;
  /** `docker`: Docker from the distribution and the NFS client are installed already; `bare`: nothing beyond Debian 13 and an SSH server; `bare-bookworm`: the same with Debian 12. */
  declare readonly image: pulumi.Output<types.MachineImage>;
  /** Public key (`ssh-ed25519 AAAA…`) that may log in as root. */
  declare readonly authorizedKey: pulumi.Output<string>;
  /** Ports of the machine to reach on 127.0.0.1. */
  declare readonly ports: pulumi.Output<number[]>;
  /** Where its SSH server is reached: 127.0.0.1. */
  declare readonly host: pulumi.Output<string>;
  /** Port of its SSH server on `host`. */
  declare readonly port: pulumi.Output<number>;
  /** Login user. */
  declare readonly user: pulumi.Output<string>;
  /** Its SSH host key, as in known_hosts. */
  declare readonly hostKey: pulumi.Output<string>;
  /** Port of the machine → port on `host` that leads to it, for each of `ports`. */
  declare readonly forwards: pulumi.Output<Record<string, number>>;

  constructor(name: string, args: MachineArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["lab","name","cpus","memory","address","image","authorizedKey","ports","host","port","user","hostKey","forwards"];
    super("Machine", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link LabImages}. */
export interface LabImagesArgs {
  /** Images as stack files name them: `redis:8.2-alpine`. */
  images: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * Container images for the machines of labs, which have no way out: the public ones, or stand-ins from Debian's packages where those cannot be pulled.
 *
 * @example
 * ```ts
 * new LabImages("images", { images: ["redis:8.2-alpine"] });
 * ```
 */
export class LabImages extends PluginResource {
  /** Images as stack files name them: `redis:8.2-alpine`. */
  declare readonly images: pulumi.Output<string[]>;
  /** Images that are stand-ins, because the public ones cannot be pulled here, and what they are. */
  declare readonly standIns: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: LabImagesArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["images","standIns"];
    super("LabImages", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link Preflight}. */
export interface PreflightArgs {
  /** All hosts of the cluster. */
  hosts: pulumi.Input<pulumi.Input<types.PreflightHostArgs>[]>;
  /** Pools that overlay networks take their subnets from. */
  addressPools?: pulumi.Input<pulumi.Input<string>[]>;
  /** UDP port of overlay networks between nodes. Default: `4789`. */
  dataPathPort?: pulumi.Input<number>;
  /** True where every host gets a hostname of its own before it joins, so that they may be the same now. Default: `false`. */
  setsHostname?: pulumi.Input<boolean>;
  /** IDs of volumes that hold the cluster's data: a run that would delete or replace one is refused. */
  volumes?: pulumi.Input<pulumi.Input<string>[]>;
  /** True where these volumes stay when they are declared no more, and are not deleted with what is on them. Default: `false`. */
  retained?: pulumi.Input<boolean>;
  /** Settings that are fixed once the machines are made: a run with another value is refused. */
  fixed?: pulumi.Input<pulumi.Input<types.FixedSettingArgs>[]>;
  /** Zones in which a load balancer stands that the cloud replaces when one of them goes. */
  balancerZones?: pulumi.Input<pulumi.Input<string>[]>;
  /** What a run may do: `replaceManagers` (two or more at once), `fewerManagers` (fewer than a majority of them stays), `deleteVolumes` (or put new ones in their places), `replaceLoadBalancer` (clients reach the new one under another name). */
  allow?: pulumi.Input<pulumi.Input<types.Permission>[]>;
  /** Checks to leave out, by name; docs/hosts.md lists them. */
  skipChecks?: pulumi.Input<pulumi.Input<types.PreflightCheck>[]>;
  /** Seconds that a host's clock may differ from this computer's. Beyond an hour no node can join: certificates are valid from one hour before they are made. Default: `60`. */
  maxClockSkew?: pulumi.Input<number>;
}

/**
 * Looks at all hosts of a cluster before any of them is changed, and refuses them with everything that stands against them. Runs when its inputs change, in previews too once the hosts are known.
 *
 * @example
 * ```ts
 * const preflight = new Preflight("production", {
 *   hosts: [{ name, role: "manager", address, connection }],
 *   maxClockSkew: 30,
 * });
 * ```
 */
export class Preflight extends PluginResource {
  /** All hosts of the cluster. */
  declare readonly hosts: pulumi.Output<types.PreflightHost[]>;
  /** Pools that overlay networks take their subnets from. */
  declare readonly addressPools: pulumi.Output<string[]>;
  /** UDP port of overlay networks between nodes. */
  declare readonly dataPathPort: pulumi.Output<number>;
  /** True where every host gets a hostname of its own before it joins, so that they may be the same now. */
  declare readonly setsHostname: pulumi.Output<boolean>;
  /** IDs of volumes that hold the cluster's data: a run that would delete or replace one is refused. */
  declare readonly volumes: pulumi.Output<string[]>;
  /** True where these volumes stay when they are declared no more, and are not deleted with what is on them. */
  declare readonly retained: pulumi.Output<boolean>;
  /** Settings that are fixed once the machines are made: a run with another value is refused. */
  declare readonly fixed: pulumi.Output<types.FixedSetting[]>;
  /** Zones in which a load balancer stands that the cloud replaces when one of them goes. */
  declare readonly balancerZones: pulumi.Output<string[]>;
  /** What a run may do: `replaceManagers` (two or more at once), `fewerManagers` (fewer than a majority of them stays), `deleteVolumes` (or put new ones in their places), `replaceLoadBalancer` (clients reach the new one under another name). */
  declare readonly allow: pulumi.Output<types.Permission[]>;
  /** Checks to leave out, by name; docs/hosts.md lists them. */
  declare readonly skipChecks: pulumi.Output<types.PreflightCheck[]>;
  /** Seconds that a host's clock may differ from this computer's. Beyond an hour no node can join: certificates are valid from one hour before they are made. */
  declare readonly maxClockSkew: pulumi.Output<number>;
  /** Largest packet in bytes of overlay networks' traffic that every host can send: the smallest MTU of the interfaces with their data path addresses. */
  declare readonly mtu: pulumi.Output<number>;
  /** True after a run that failed while it declared the volumes as not retained: they count as such. */
  declare readonly released: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: PreflightArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["hosts","addressPools","dataPathPort","setsHostname","volumes","retained","fixed","balancerZones","allow","skipChecks","maxClockSkew","mtu","released"];
    super("Preflight", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link Host}. */
export interface HostArgs {
  /** Name of the host, for messages. */
  name: pulumi.Input<string>;
  /** How to reach the host. */
  connection: pulumi.Input<types.ConnectionArgs>;
  /** Host name to set; without it the host keeps its own. */
  hostname?: pulumi.Input<string>;
  /** Machines to name in a block of /etc/hosts; other lines are left alone. */
  peers?: pulumi.Input<pulumi.Input<types.PeerArgs>[]>;
  /** Keep the time synchronisation on that is installed, chrony or systemd-timesyncd; none is installed. Default: `true`. */
  timeSync?: pulumi.Input<boolean>;
  /** Load the kernel modules of overlay networks, and set what they need. Default: `true`. */
  kernel?: pulumi.Input<boolean>;
  /** What the host's firewall is to let in: firewalld, ufw or nftables, whichever is in charge. Without it no firewall is touched. */
  allow?: pulumi.Input<pulumi.Input<types.FirewallRuleArgs>[]>;
  /** Networks that may reach published ports (IPv4), the nodes' own among them. Without it everybody may. */
  publishedFrom?: pulumi.Input<pulumi.Input<string>[]>;
  /** Size of the root disk in GiB, where the machine's source sets it: its file system grows with it. */
  rootDisk?: pulumi.Input<number>;
  /** Keep containers from the metadata service of clouds, 169.254.169.254. Default: `false`. */
  closeMetadata?: pulumi.Input<boolean>;
  /** A timer with which the host removes what Docker no longer uses, except what a rollback needs. Without it nothing is removed. */
  prune?: pulumi.Input<types.PrunePolicyArgs>;
}

/**
 * One host made ready for Docker and a swarm. Deleting it takes away what was written.
 *
 * @example
 * ```ts
 * const host = new Host(
 *   name,
 *   {
 *     name,
 *     connection,
 *     hostname: "manager-1",
 *     peers: [{ name: "worker-1", address: "10.20.0.21" }],
 *     allow: [{ protocol: "tcp", port: 2377, from: ["10.20.0.0/24"] }],
 *   },
 *   { dependsOn: preflight },
 * );
 * ```
 */
export class Host extends PluginResource {
  /** Name of the host, for messages. */
  declare readonly name: pulumi.Output<string>;
  /** How to reach the host. */
  declare readonly connection: pulumi.Output<types.Connection>;
  /** Host name to set; without it the host keeps its own. */
  declare readonly hostname: pulumi.Output<string | undefined>;
  /** Machines to name in a block of /etc/hosts; other lines are left alone. */
  declare readonly peers: pulumi.Output<types.Peer[]>;
  /** Keep the time synchronisation on that is installed, chrony or systemd-timesyncd; none is installed. */
  declare readonly timeSync: pulumi.Output<boolean>;
  /** Load the kernel modules of overlay networks, and set what they need. */
  declare readonly kernel: pulumi.Output<boolean>;
  /** What the host's firewall is to let in: firewalld, ufw or nftables, whichever is in charge. Without it no firewall is touched. */
  declare readonly allow: pulumi.Output<types.FirewallRule[] | undefined>;
  /** Networks that may reach published ports (IPv4), the nodes' own among them. Without it everybody may. */
  declare readonly publishedFrom: pulumi.Output<string[] | undefined>;
  /** Size of the root disk in GiB, where the machine's source sets it: its file system grows with it. */
  declare readonly rootDisk: pulumi.Output<number | undefined>;
  /** Keep containers from the metadata service of clouds, 169.254.169.254. */
  declare readonly closeMetadata: pulumi.Output<boolean>;
  /** A timer with which the host removes what Docker no longer uses, except what a rollback needs. Without it nothing is removed. */
  declare readonly prune: pulumi.Output<types.PrunePolicy | undefined>;
  /** The firewall that is in charge on the host, where one is to be used. */
  declare readonly firewall: pulumi.Output<types.HostFirewall>;
  /** True where the host could not be reached for the last change: the next run tries again. */
  declare readonly pending: pulumi.Output<boolean>;

  constructor(name: string, args: HostArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["name","connection","hostname","peers","timeSync","kernel","allow","publishedFrom","rootDisk","closeMetadata","prune","firewall","pending"];
    super("Host", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link HostKey}. */
export interface HostKeyArgs {
  /** Name of the host, for messages. */
  name: pulumi.Input<string>;
  /** ID of the machine: another machine makes another key. */
  machine: pulumi.Input<string>;
  /** How to reach the host. Its `hostKey` is the bootstrap key, of type ecdsa: good for the first contact only. */
  connection: pulumi.Input<types.ConnectionArgs>;
}

/**
 * The SSH key of a machine in a cloud: made on the host, in the place of the one that it booted with, which whoever reads its user data knows.
 *
 * @example
 * ```ts
 * const hostKey = new HostKey(name, { name, machine: "i-0123456789abcdef0", connection });
 * export const knownHosts = hostKey.hostKey;
 * ```
 */
export class HostKey extends PluginResource {
  /** Name of the host, for messages. */
  declare readonly name: pulumi.Output<string>;
  /** ID of the machine: another machine makes another key. */
  declare readonly machine: pulumi.Output<string>;
  /** How to reach the host. Its `hostKey` is the bootstrap key, of type ecdsa: good for the first contact only. */
  declare readonly connection: pulumi.Output<types.Connection>;
  /** The key made on the host, as in known_hosts (`ssh-ed25519 AAAA…`). */
  declare readonly hostKey: pulumi.Output<string>;

  constructor(name: string, args: HostKeyArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["name","machine","connection","hostKey"];
    super("HostKey", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link Engine}. */
export interface EngineArgs {
  /** Name of the host, for messages. */
  name: pulumi.Input<string>;
  /** How to reach the host. */
  connection: pulumi.Input<types.ConnectionArgs>;
  /** Where Docker comes from: Docker's own package repository, or the distribution's package. Default: `docker`. */
  source?: pulumi.Input<types.EngineSource>;
  /** Base address of a mirror of Docker's repository, instead of https://download.docker.com. */
  mirror?: pulumi.Input<string>;
  /** Fingerprint of the key that signs the packages, for a mirror that signs them anew; by default Docker's. */
  keyFingerprint?: pulumi.Input<string>;
  /** Folder of this machine with the .deb or .rpm files of Docker and all it needs, installed instead of a repository's. */
  bundle?: pulumi.Input<string>;
  /** Version to pin, such as `29.0.1`; without it the newest at installation, then left as it is. */
  version?: pulumi.Input<string>;
  /** Keys of daemon.json: set over what is there; other keys stay. */
  daemon?: pulumi.Input<Record<string, any>>;
  /** Largest packet in bytes that every node of the swarm can send to every other. Below 1500, overlay networks are made to fit (Docker 24 or newer). Default: `1500`. */
  mtu?: pulumi.Input<number>;
  /** All managers of the swarm that the host is a node of. Before its Docker goes down for a change its tasks are moved away, and the swarm's hosts go one after the other. */
  drainVia?: pulumi.Input<pulumi.Input<types.ManagerArgs>[]>;
  /** How many workers may be out of service at the same time. Managers always go one at a time. Default: `1`. */
  maxUnavailable?: pulumi.Input<number>;
  /** Put an older `version` in the place of a newer one. Docker does not support that: its data may be unreadable for it. Default: `false`. */
  allowDowngrade?: pulumi.Input<boolean>;
}

/**
 * Docker on one host: installed, configured, running and answering.
 *
 * @example
 * ```ts
 * const engine = new Engine(
 *   name,
 *   {
 *     name,
 *     connection,
 *     version: "29.0.1",
 *     daemon: { "log-driver": "local" },
 *     mtu: preflight.mtu,
 *     drainVia: managers,
 *   },
 *   { dependsOn: host },
 * );
 * ```
 */
export class Engine extends PluginResource {
  /** Name of the host, for messages. */
  declare readonly name: pulumi.Output<string>;
  /** How to reach the host. */
  declare readonly connection: pulumi.Output<types.Connection>;
  /** Where Docker comes from: Docker's own package repository, or the distribution's package. */
  declare readonly source: pulumi.Output<types.EngineSource>;
  /** Base address of a mirror of Docker's repository, instead of https://download.docker.com. */
  declare readonly mirror: pulumi.Output<string | undefined>;
  /** Fingerprint of the key that signs the packages, for a mirror that signs them anew; by default Docker's. */
  declare readonly keyFingerprint: pulumi.Output<string | undefined>;
  /** Folder of this machine with the .deb or .rpm files of Docker and all it needs, installed instead of a repository's. */
  declare readonly bundle: pulumi.Output<string | undefined>;
  /** Version to pin, such as `29.0.1`; without it the newest at installation, then left as it is. */
  declare readonly version: pulumi.Output<string | undefined>;
  /** Keys of daemon.json: set over what is there; other keys stay. */
  declare readonly daemon: pulumi.Output<Record<string, any>>;
  /** Largest packet in bytes that every node of the swarm can send to every other. Below 1500, overlay networks are made to fit (Docker 24 or newer). */
  declare readonly mtu: pulumi.Output<number>;
  /** All managers of the swarm that the host is a node of. Before its Docker goes down for a change its tasks are moved away, and the swarm's hosts go one after the other. */
  declare readonly drainVia: pulumi.Output<types.Manager[]>;
  /** How many workers may be out of service at the same time. Managers always go one at a time. */
  declare readonly maxUnavailable: pulumi.Output<number>;
  /** Put an older `version` in the place of a newer one. Docker does not support that: its data may be unreadable for it. */
  declare readonly allowDowngrade: pulumi.Output<boolean>;
  /** Version of the running Docker Engine. */
  declare readonly installedVersion: pulumi.Output<string>;
  /** Operating system, such as `Debian GNU/Linux 13 (trixie)`. */
  declare readonly os: pulumi.Output<string>;
  /** Architecture as Docker names it, such as `x86_64`. */
  declare readonly arch: pulumi.Output<string>;
  /** True where Docker was installed before; then deleting leaves it. */
  declare readonly dockerWasThere: pulumi.Output<boolean>;
  /** What was installed from `bundle`. */
  declare readonly bundleHash: pulumi.Output<string | undefined>;

  constructor(name: string, args: EngineArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["name","connection","source","mirror","keyFingerprint","bundle","version","daemon","mtu","drainVia","maxUnavailable","allowDowngrade","installedVersion","os","arch","dockerWasThere","bundleHash"];
    super("Engine", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link Swarm}. */
export interface SwarmArgs {
  /** All managers; any reachable one is used. */
  managers: pulumi.Input<pulumi.Input<types.ManagerArgs>[]>;
  /** Pools that overlay networks take their subnets from; must overlap no network of any machine. Set only when the swarm is made. */
  addressPools?: pulumi.Input<pulumi.Input<string>[]>;
  /** Mask length of each overlay network. Set only when the swarm is made. Default: `24`. */
  subnetSize?: pulumi.Input<number>;
  /** UDP port of overlay networks between nodes. Set only when the swarm is made. Default: `4789`. */
  dataPathPort?: pulumi.Input<number>;
  /** Ended tasks that are kept per slot of a service. Docker's default: 5. */
  taskHistoryLimit?: pulumi.Input<number>;
  /** Seconds between two reports of a node; it is down after three are missed. Docker's default: 5. */
  dispatcherHeartbeat?: pulumi.Input<number>;
  /** Raft log entries between two snapshots. Docker's default: 10000. */
  snapshotInterval?: pulumi.Input<number>;
  /** Raft snapshots that are kept beside the newest. Docker's default: 0. */
  keepOldSnapshots?: pulumi.Input<number>;
  /** Raft log entries that are kept for slow managers after a snapshot. Docker's default: 500. */
  logEntriesForSlowFollowers?: pulumi.Input<number>;
  /** Hours that a node's certificate is valid; it is renewed well before. Docker's default: 2160 (90 days). */
  certificateExpiry?: pulumi.Input<number>;
  /** A manager that restarts is locked until it gets the unlock key, which is an output. Docker's default: off. */
  autolock?: pulumi.Input<boolean>;
  /** Rotation of the join tokens; members stay members. */
  joinTokenRotation?: pulumi.Input<types.JoinTokenRotationArgs>;
  /** Any text, such as a date: when it changes, the unlock key is replaced. Every manager must be reachable then. */
  unlockKeyRotation?: pulumi.Input<string>;
  /** The swarm's certificate authority. */
  ca?: pulumi.Input<types.CertificateAuthorityArgs>;
  /** Recovery from a lost quorum, an explicit act: the survivor goes on as the only manager, the others' records are removed. Take it out again afterwards. */
  recover?: pulumi.Input<types.RecoveryArgs>;
  /** A backup that the swarm is made from, where its managers are in no swarm: the same services, networks, secrets and configs, with the same IDs. Nothing is done to a swarm that is there, nor where this is taken out again. */
  restore?: pulumi.Input<types.RestoreArgs>;
}

/**
 * A Docker swarm as a whole. Its first manager is where it starts; later all managers are equal.
 *
 * @example
 * ```ts
 * const swarm = new Swarm("production", { managers, taskHistoryLimit: 3 }, { dependsOn: engine });
 * export const joinTokens = swarm.joinTokens;
 * ```
 */
export class Swarm extends PluginResource {
  /** All managers; any reachable one is used. */
  declare readonly managers: pulumi.Output<types.Manager[]>;
  /** Pools that overlay networks take their subnets from; must overlap no network of any machine. Set only when the swarm is made. */
  declare readonly addressPools: pulumi.Output<string[]>;
  /** Mask length of each overlay network. Set only when the swarm is made. */
  declare readonly subnetSize: pulumi.Output<number>;
  /** UDP port of overlay networks between nodes. Set only when the swarm is made. */
  declare readonly dataPathPort: pulumi.Output<number>;
  /** Ended tasks that are kept per slot of a service. Docker's default: 5. */
  declare readonly taskHistoryLimit: pulumi.Output<number | undefined>;
  /** Seconds between two reports of a node; it is down after three are missed. Docker's default: 5. */
  declare readonly dispatcherHeartbeat: pulumi.Output<number | undefined>;
  /** Raft log entries between two snapshots. Docker's default: 10000. */
  declare readonly snapshotInterval: pulumi.Output<number | undefined>;
  /** Raft snapshots that are kept beside the newest. Docker's default: 0. */
  declare readonly keepOldSnapshots: pulumi.Output<number | undefined>;
  /** Raft log entries that are kept for slow managers after a snapshot. Docker's default: 500. */
  declare readonly logEntriesForSlowFollowers: pulumi.Output<number | undefined>;
  /** Hours that a node's certificate is valid; it is renewed well before. Docker's default: 2160 (90 days). */
  declare readonly certificateExpiry: pulumi.Output<number | undefined>;
  /** A manager that restarts is locked until it gets the unlock key, which is an output. Docker's default: off. */
  declare readonly autolock: pulumi.Output<boolean | undefined>;
  /** Rotation of the join tokens; members stay members. */
  declare readonly joinTokenRotation: pulumi.Output<types.JoinTokenRotation | undefined>;
  /** Any text, such as a date: when it changes, the unlock key is replaced. Every manager must be reachable then. */
  declare readonly unlockKeyRotation: pulumi.Output<string | undefined>;
  /** The swarm's certificate authority. */
  declare readonly ca: pulumi.Output<types.CertificateAuthority | undefined>;
  /** Recovery from a lost quorum, an explicit act: the survivor goes on as the only manager, the others' records are removed. Take it out again afterwards. */
  declare readonly recover: pulumi.Output<types.Recovery | undefined>;
  /** A backup that the swarm is made from, where its managers are in no swarm: the same services, networks, secrets and configs, with the same IDs. Nothing is done to a swarm that is there, nor where this is taken out again. */
  declare readonly restore: pulumi.Output<types.Restore | undefined>;
  /** ID of the swarm. */
  declare readonly swarmId: pulumi.Output<string>;
  /** Join tokens. */
  declare readonly joinTokens: pulumi.Output<types.JoinTokens>;
  /** Unlock key, where autolock is on. */
  declare readonly unlockKey: pulumi.Output<string | undefined>;
  /** Managers that are listed no more and have not left yet. */
  declare readonly formerManagers: pulumi.Output<types.Manager[] | undefined>;
  /** How often Docker was asked for a new root certificate. */
  declare readonly caRotations: pulumi.Output<number | undefined>;

  constructor(name: string, args: SwarmArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["managers","addressPools","subnetSize","dataPathPort","taskHistoryLimit","dispatcherHeartbeat","snapshotInterval","keepOldSnapshots","logEntriesForSlowFollowers","certificateExpiry","autolock","joinTokenRotation","unlockKeyRotation","ca","recover","restore","swarmId","joinTokens","unlockKey","formerManagers","caRotations"];
    super("Swarm", name, { properties, secrets: ["joinTokens","unlockKey","formerManagers"] }, args, options);
  }
}

/** Arguments of {@link Node}. */
export interface NodeArgs {
  /** The swarm to be in. */
  swarmId: pulumi.Input<string>;
  /** All managers; any reachable one is used. */
  managers: pulumi.Input<pulumi.Input<types.ManagerArgs>[]>;
  /** Name of the host, for messages. */
  name: pulumi.Input<string>;
  /** How to reach the host. */
  connection: pulumi.Input<types.ConnectionArgs>;
  /** What the node is in the swarm. */
  role: pulumi.Input<types.NodeRole>;
  /** Advertise address: the host's IP address on the private network. */
  address: pulumi.Input<string>;
  /** Whether tasks may run there. Default: `active`. */
  availability?: pulumi.Input<types.NodeAvailability>;
  /** Node labels; others on the node stay. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Address on which Docker listens on port 2377. Default: all. */
  listenAddress?: pulumi.Input<string>;
  /** Address for the traffic of overlay networks. Default: the advertise address. */
  dataPathAddress?: pulumi.Input<string>;
}

/**
 * One host's membership in a swarm: its role, availability and labels.
 *
 * @example
 * ```ts
 * const node = new Node(name, {
 *   swarmId: swarm.swarmId,
 *   managers,
 *   name,
 *   connection,
 *   role: "manager",
 *   address,
 *   labels: { zone: "a" },
 * });
 * ```
 */
export class Node extends PluginResource {
  /** The swarm to be in. */
  declare readonly swarmId: pulumi.Output<string>;
  /** All managers; any reachable one is used. */
  declare readonly managers: pulumi.Output<types.Manager[]>;
  /** Name of the host, for messages. */
  declare readonly name: pulumi.Output<string>;
  /** How to reach the host. */
  declare readonly connection: pulumi.Output<types.Connection>;
  /** What the node is in the swarm. */
  declare readonly role: pulumi.Output<types.NodeRole>;
  /** Advertise address: the host's IP address on the private network. */
  declare readonly address: pulumi.Output<string>;
  /** Whether tasks may run there. */
  declare readonly availability: pulumi.Output<types.NodeAvailability>;
  /** Node labels; others on the node stay. */
  declare readonly labels: pulumi.Output<Record<string, string>>;
  /** Address on which Docker listens on port 2377. Default: all. */
  declare readonly listenAddress: pulumi.Output<string | undefined>;
  /** Address for the traffic of overlay networks. Default: the advertise address. */
  declare readonly dataPathAddress: pulumi.Output<string | undefined>;
  /** ID of the node in the swarm. */
  declare readonly nodeId: pulumi.Output<string>;
  /** Host name as the swarm knows it. */
  declare readonly hostname: pulumi.Output<string>;

  constructor(name: string, args: NodeArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["swarmId","managers","name","connection","role","address","availability","labels","listenAddress","dataPathAddress","nodeId","hostname"];
    super("Node", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link NfsServer}. */
export interface NfsServerArgs {
  /** Name of the server, a DNS label: it names our files on the host. */
  name: pulumi.Input<string>;
  /** How to reach the host. */
  connection: pulumi.Input<types.ConnectionArgs>;
  /** Address at which clients reach it, on the network that the machines share. */
  address: pulumi.Input<string>;
  /** Directories to export, at least one. */
  exports: pulumi.Input<pulumi.Input<types.NfsExportArgs>[]>;
  /** A disk for the data: formatted only when blank, mounted by its UUID, grown when the device has grown. */
  disk?: pulumi.Input<types.NfsDiskArgs>;
  /** Let the clients, and nobody else, through the host's firewall to 2049/tcp, where one is active. Default: `true`. */
  firewall?: pulumi.Input<boolean>;
}

/**
 * NFSv4 exports on one host: server, directories, an optional disk. Deleting it deletes no data.
 *
 * @example
 * ```ts
 * const files = new NfsServer("files", {
 *   name: "files",
 *   connection,
 *   address,
 *   exports: [{ path: "/srv/files", clients: [{ cidr: "10.20.0.0/24" }] }],
 * });
 * ```
 */
export class NfsServer extends PluginResource {
  /** Name of the server, a DNS label: it names our files on the host. */
  declare readonly name: pulumi.Output<string>;
  /** How to reach the host. */
  declare readonly connection: pulumi.Output<types.Connection>;
  /** Address at which clients reach it, on the network that the machines share. */
  declare readonly address: pulumi.Output<string>;
  /** Directories to export, at least one. */
  declare readonly exports: pulumi.Output<types.NfsExport[]>;
  /** A disk for the data: formatted only when blank, mounted by its UUID, grown when the device has grown. */
  declare readonly disk: pulumi.Output<types.NfsDisk | undefined>;
  /** Let the clients, and nobody else, through the host's firewall to 2049/tcp, where one is active. */
  declare readonly firewall: pulumi.Output<boolean>;
  /** Where clients reach it: `addr` of NFS volumes. */
  declare readonly host: pulumi.Output<string>;
  /** UUID of the disk's file system. */
  declare readonly diskUuid: pulumi.Output<string | undefined>;

  constructor(name: string, args: NfsServerArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["name","connection","address","exports","disk","firewall","host","diskUuid"];
    super("NfsServer", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link NfsClient}. */
export interface NfsClientArgs {
  /** Name of the host, for messages. */
  name: pulumi.Input<string>;
  /** How to reach the host. */
  connection: pulumi.Input<types.ConnectionArgs>;
  /** IPv4 address or DNS name of the NFS server; the host must reach its port 2049. */
  server: pulumi.Input<string>;
}

/**
 * What a host needs to mount NFS volumes: the client package, and a way to the server.
 *
 * @example
 * ```ts
 * const mounts = new NfsClient(name, { name, connection, server: files.host });
 * ```
 */
export class NfsClient extends PluginResource {
  /** Name of the host, for messages. */
  declare readonly name: pulumi.Output<string>;
  /** How to reach the host. */
  declare readonly connection: pulumi.Output<types.Connection>;
  /** IPv4 address or DNS name of the NFS server; the host must reach its port 2049. */
  declare readonly server: pulumi.Output<string>;

  constructor(name: string, args: NfsClientArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["name","connection","server"];
    super("NfsClient", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link Plugin}. */
export interface PluginArgs {
  /** What the plugin is called on the hosts: the driver that volumes and services name. */
  name: pulumi.Input<string>;
  /** The plugin's image, such as `vieux/sshfs:1.4`. Another one is an upgrade. */
  image: pulumi.Input<string>;
  /** Where it is to be: all nodes whose tasks use it. */
  hosts: pulumi.Input<pulumi.Input<types.NamedHostArgs>[]>;
  /** Settings as `docker plugin set` takes them, such as {DEBUG: '1'}; others keep the image's values. */
  settings?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** What the plugin may do on the hosts, in the words of the refusal that lists it, such as `network: host`; `*` for all that it asks for. */
  grant?: pulumi.Input<pulumi.Input<string>[]>;
  /** Whether it runs. Default: `true`. */
  enabled?: pulumi.Input<boolean>;
}

/**
 * A managed plugin of Docker (a volume or log driver), installed, set up and enabled on hosts.
 *
 * @example
 * ```ts
 * new Plugin("sshfs", { name: "sshfs", image: "vieux/sshfs:1.4", hosts, grant: ["network: host"] }, options);
 * ```
 */
export class Plugin extends PluginResource {
  /** What the plugin is called on the hosts: the driver that volumes and services name. */
  declare readonly name: pulumi.Output<string>;
  /** The plugin's image, such as `vieux/sshfs:1.4`. Another one is an upgrade. */
  declare readonly image: pulumi.Output<string>;
  /** Where it is to be: all nodes whose tasks use it. */
  declare readonly hosts: pulumi.Output<types.NamedHost[]>;
  /** Settings as `docker plugin set` takes them, such as {DEBUG: '1'}; others keep the image's values. */
  declare readonly settings: pulumi.Output<Record<string, string>>;
  /** What the plugin may do on the hosts, in the words of the refusal that lists it, such as `network: host`; `*` for all that it asks for. */
  declare readonly grant: pulumi.Output<string[]>;
  /** Whether it runs. */
  declare readonly enabled: pulumi.Output<boolean>;
  /** Host → ID of the plugin there. */
  declare readonly ids: pulumi.Output<Record<string, string>>;
  /** Hosts that were out of reach: what is due there is done by a later run. */
  declare readonly pending: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: PluginArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["name","image","hosts","settings","grant","enabled","ids","pending"];
    super("Plugin", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link Network}. */
export interface NetworkArgs {
  /** The swarm to be in. */
  swarmId: pulumi.Input<string>;
  /** All managers; any reachable one is used. */
  managers: pulumi.Input<pulumi.Input<types.ManagerArgs>[]>;
  /** What stack files call it, as `external: true`. */
  name: pulumi.Input<string>;
  /** Its subnets; they must overlap no network of any machine. Default: one from the swarm's address pools. */
  subnets?: pulumi.Input<pulumi.Input<types.SubnetArgs>[]>;
  /** Whether containers that belong to no service may join it. Default: `false`. */
  attachable?: pulumi.Input<boolean>;
  /** Whether it leads nowhere but to itself. Default: `false`. */
  internal?: pulumi.Input<boolean>;
  /** Whether its traffic between nodes is encrypted (ESP). Default: `false`. */
  encrypted?: pulumi.Input<boolean>;
  /** MTU of the network beneath it: its containers get 50 bytes less, and less still where it is encrypted. Default: the one that Docker is set to, or 1500. */
  mtu?: pulumi.Input<number>;
  /** Further options of the overlay driver. */
  options?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Labels of the network. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * An overlay network of a swarm, for several stacks or for containers beside them.
 *
 * @example
 * ```ts
 * const proxy = new Network("proxy", { ...inSwarm, name: "proxy", encrypted: true }, options);
 * ```
 */
export class Network extends PluginResource {
  /** The swarm to be in. */
  declare readonly swarmId: pulumi.Output<string>;
  /** All managers; any reachable one is used. */
  declare readonly managers: pulumi.Output<types.Manager[]>;
  /** What stack files call it, as `external: true`. */
  declare readonly name: pulumi.Output<string>;
  /** Its subnets; they must overlap no network of any machine. Default: one from the swarm's address pools. */
  declare readonly subnets: pulumi.Output<types.Subnet[]>;
  /** Whether containers that belong to no service may join it. */
  declare readonly attachable: pulumi.Output<boolean>;
  /** Whether it leads nowhere but to itself. */
  declare readonly internal: pulumi.Output<boolean>;
  /** Whether its traffic between nodes is encrypted (ESP). */
  declare readonly encrypted: pulumi.Output<boolean>;
  /** MTU of the network beneath it: its containers get 50 bytes less, and less still where it is encrypted. Default: the one that Docker is set to, or 1500. */
  declare readonly mtu: pulumi.Output<number | undefined>;
  /** Further options of the overlay driver. */
  declare readonly options: pulumi.Output<Record<string, string>>;
  /** Labels of the network. */
  declare readonly labels: pulumi.Output<Record<string, string>>;
  /** ID of the network in the swarm. */
  declare readonly networkId: pulumi.Output<string>;

  constructor(name: string, args: NetworkArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["swarmId","managers","name","subnets","attachable","internal","encrypted","mtu","options","labels","networkId"];
    super("Network", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link Secret}. */
export interface SecretArgs {
  /** The swarm to be in. */
  swarmId: pulumi.Input<string>;
  /** All managers; any reachable one is used. */
  managers: pulumi.Input<pulumi.Input<types.ManagerArgs>[]>;
  /** Begin of its name in the swarm; `_` and a hash of the content follow, for which a long one is shortened. */
  name: pulumi.Input<string>;
  /** Its labels. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Where `golang`, templates in the content are filled in for each task: `{{ .Node.Hostname }}`. */
  templateDriver?: pulumi.Input<types.TemplateDriver>;
  /** What it holds: less than 500 KiB. */
  content: pulumi.Input<string>;
  /** What `content` is: text, or bytes in base64. Default: `text`. */
  encoding?: pulumi.Input<types.ContentEncoding>;
}

/**
 * A secret of a swarm, for several stacks; named by its content.
 *
 * @example
 * ```ts
 * const password = new Secret(
 *   "password",
 *   { ...inSwarm, name: "db_password", content: settings.requireSecret("dbPassword") },
 *   options,
 * );
 * ```
 */
export class Secret extends PluginResource {
  /** The swarm to be in. */
  declare readonly swarmId: pulumi.Output<string>;
  /** All managers; any reachable one is used. */
  declare readonly managers: pulumi.Output<types.Manager[]>;
  /** Begin of its name in the swarm; `_` and a hash of the content follow, for which a long one is shortened. */
  declare readonly name: pulumi.Output<string>;
  /** Its labels. */
  declare readonly labels: pulumi.Output<Record<string, string>>;
  /** Where `golang`, templates in the content are filled in for each task: `{{ .Node.Hostname }}`. */
  declare readonly templateDriver: pulumi.Output<types.TemplateDriver | undefined>;
  /** What it holds: less than 500 KiB. */
  declare readonly content: pulumi.Output<string>;
  /** What `content` is: text, or bytes in base64. */
  declare readonly encoding: pulumi.Output<types.ContentEncoding>;
  /** Its name in the swarm, for `external: true` in stack files. */
  declare readonly uniqueName: pulumi.Output<string>;

  constructor(name: string, args: SecretArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["swarmId","managers","name","labels","templateDriver","content","encoding","uniqueName"];
    super("Secret", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link Config}. */
export interface ConfigArgs {
  /** The swarm to be in. */
  swarmId: pulumi.Input<string>;
  /** All managers; any reachable one is used. */
  managers: pulumi.Input<pulumi.Input<types.ManagerArgs>[]>;
  /** Begin of its name in the swarm; `_` and a hash of the content follow, for which a long one is shortened. */
  name: pulumi.Input<string>;
  /** Its labels. */
  labels?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Where `golang`, templates in the content are filled in for each task: `{{ .Node.Hostname }}`. */
  templateDriver?: pulumi.Input<types.TemplateDriver>;
  /** What it holds: less than 1,000 KiB. */
  content: pulumi.Input<string>;
  /** What `content` is: text, or bytes in base64. Default: `text`. */
  encoding?: pulumi.Input<types.ContentEncoding>;
}

/**
 * A config of a swarm, for several stacks; named by its content.
 *
 * @example
 * ```ts
 * const site = new Config("site", { ...inSwarm, name: "site", content: readFileSync("site.conf", "utf8") }, options);
 * ```
 */
export class Config extends PluginResource {
  /** The swarm to be in. */
  declare readonly swarmId: pulumi.Output<string>;
  /** All managers; any reachable one is used. */
  declare readonly managers: pulumi.Output<types.Manager[]>;
  /** Begin of its name in the swarm; `_` and a hash of the content follow, for which a long one is shortened. */
  declare readonly name: pulumi.Output<string>;
  /** Its labels. */
  declare readonly labels: pulumi.Output<Record<string, string>>;
  /** Where `golang`, templates in the content are filled in for each task: `{{ .Node.Hostname }}`. */
  declare readonly templateDriver: pulumi.Output<types.TemplateDriver | undefined>;
  /** What it holds: less than 1,000 KiB. */
  declare readonly content: pulumi.Output<string>;
  /** What `content` is: text, or bytes in base64. */
  declare readonly encoding: pulumi.Output<types.ContentEncoding>;
  /** Its name in the swarm, for `external: true` in stack files. */
  declare readonly uniqueName: pulumi.Output<string>;

  constructor(name: string, args: ConfigArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["swarmId","managers","name","labels","templateDriver","content","encoding","uniqueName"];
    super("Config", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link Images}. */
export interface ImagesArgs {
  /** Where they are to be: all nodes. */
  hosts: pulumi.Input<pulumi.Input<types.NamedHostArgs>[]>;
  /** Files of `docker save` on the machine that runs Pulumi, not compressed. Their images count, not where they lie. */
  archives: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * Container images from files of `docker save`, loaded on hosts that do not have them.
 *
 * @example
 * ```ts
 * new Images("preload", { hosts, archives: ["images/web.tar"] }, options);
 * ```
 */
export class Images extends PluginResource {
  /** Where they are to be: all nodes. */
  declare readonly hosts: pulumi.Output<types.NamedHost[]>;
  /** Files of `docker save` on the machine that runs Pulumi, not compressed. Their images count, not where they lie. */
  declare readonly archives: pulumi.Output<string[]>;
  /** Name of each image → its ID in the archive. */
  declare readonly images: pulumi.Output<Record<string, string>>;
  /** Hosts that were out of reach: what is due there is done by a later run. */
  declare readonly pending: pulumi.Output<string[] | undefined>;

  constructor(name: string, args: ImagesArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["hosts","archives","images","pending"];
    super("Images", name, { properties, secrets: [] }, args, options);
  }
}

/** Arguments of {@link Stack}. */
export interface StackArgs {
  /** The swarm to be in. */
  swarmId: pulumi.Input<string>;
  /** All managers; any reachable one is used. */
  managers: pulumi.Input<pulumi.Input<types.ManagerArgs>[]>;
  /** Name of the stack: prefix of all its objects. */
  name: pulumi.Input<string>;
  /** The stack file's text (Compose format). */
  file: pulumi.Input<string>;
  /** Name of the stack file, for messages. Default: `stack.yaml`. */
  fileName?: pulumi.Input<string>;
  /** Further stack files, each merged over those before it by the rules of `docker stack deploy`. */
  overrides?: pulumi.Input<pulumi.Input<types.StackFileArgs>[]>;
  /** Values of the variables in the stack file. */
  variables?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** An env file with more variables; `variables` take precedence. */
  envFile?: pulumi.Input<types.EnvFileArgs>;
  /** The files that services name in `env_file`, but for those with a whole path, which are on the managers. */
  envFiles?: pulumi.Input<pulumi.Input<types.EnvFileArgs>[]>;
  /** All nodes: looked at for volumes that are there with other options. None: not looked for. */
  nodes?: pulumi.Input<pulumi.Input<types.NamedHostArgs>[]>;
  /** Contents of the file's secrets, by key, where it names a `file`; those with `environment` are in `variables`. */
  secrets?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Contents of the file's configs, by key, where it names a `file`. */
  configs?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Logins with which all nodes pull images. None: what the manager itself is logged in to. */
  registries?: pulumi.Input<pulumi.Input<types.RegistryLoginArgs>[]>;
  /** When a tag is pinned to the digest that it has at its registry: at each change of the stack, when the image's name changed, or never (for registries that managers do not reach). Default: `always`. */
  resolveImage?: pulumi.Input<types.ImageResolution>;
  /** Where it becomes true, services return to what they were before their last update, in the place of a deployment. While it is true the file waits. Default: `false`. */
  rollback?: pulumi.Input<boolean>;
  /** Another number starts the tasks of all services anew, as `docker service update --force` does. Default: `0`. */
  forceUpdate?: pulumi.Input<number>;
  /** Whether a first deployment that fails is removed again. Default: `false`. */
  removeFailed?: pulumi.Input<boolean>;
  /** What becomes of a deployment that fails: it stays, and the next run repairs it (`leave`), or every service that it changed returns to what it was (`rollbackStack`). Default: `leave`. */
  onFailure?: pulumi.Input<types.FailedDeployment>;
  /** Fields of all services that something else owns, such as an autoscaler (`replicas`) or what moves tags (`image`): deployments, refreshes and rollbacks leave them as they are. For one service write the label `pulumi-swarm.ignore: replicas,image` under its `deploy.labels`. */
  ignore?: pulumi.Input<pulumi.Input<types.IgnoredField>[]>;
  /** Whether networks that the files declare otherwise than before are made anew: services leave them and come back, connections over them break. Otherwise such a change is refused, because Docker keeps networks as they are. Default: `false`. */
  recreateNetworks?: pulumi.Input<boolean>;
  /** Whether volumes that left the file are removed on all nodes, and with the stack all of its volumes, WITH THEIR DATA. Default: `false`. */
  pruneVolumes?: pulumi.Input<boolean>;
  /** What becomes of relative bind mounts, of files and folders beside the stack file: they are refused, because nothing lies there on the nodes, or copied to every node that may run the service (`copy`). Copies are read-only; another content is a rolling update. Default: `refuse`. */
  files?: pulumi.Input<types.BesideFiles>;
  /** Folder of the stack file on the machine that runs Pulumi: where relative mounts begin. For `files: copy`. */
  folder?: pulumi.Input<string>;
  /** Seconds until every service must run. Default: `300`. */
  timeout?: pulumi.Input<number>;
}

/**
 * A stack file deployed to a swarm; created means that every service runs.
 *
 * @example
 * ```ts
 * const web = new Stack(
 *   "web",
 *   {
 *     ...inSwarm,
 *     name: "web",
 *     file: readFileSync("web.yaml", "utf8"),
 *     variables: { PASSWORD: password.uniqueName, SITE: site.uniqueName },
 *     timeout: 600,
 *   },
 *   { dependsOn: [node, proxy, mounts] },
 * );
 * export const services = web.services;
 * ```
 */
export class Stack extends PluginResource {
  /** The swarm to be in. */
  declare readonly swarmId: pulumi.Output<string>;
  /** All managers; any reachable one is used. */
  declare readonly managers: pulumi.Output<types.Manager[]>;
  /** Name of the stack: prefix of all its objects. */
  declare readonly name: pulumi.Output<string>;
  /** The stack file's text (Compose format). */
  declare readonly file: pulumi.Output<string>;
  /** Name of the stack file, for messages. */
  declare readonly fileName: pulumi.Output<string>;
  /** Further stack files, each merged over those before it by the rules of `docker stack deploy`. */
  declare readonly overrides: pulumi.Output<types.StackFile[]>;
  /** Values of the variables in the stack file. */
  declare readonly variables: pulumi.Output<Record<string, string>>;
  /** An env file with more variables; `variables` take precedence. */
  declare readonly envFile: pulumi.Output<types.EnvFile | undefined>;
  /** The files that services name in `env_file`, but for those with a whole path, which are on the managers. */
  declare readonly envFiles: pulumi.Output<types.EnvFile[]>;
  /** All nodes: looked at for volumes that are there with other options. None: not looked for. */
  declare readonly nodes: pulumi.Output<types.NamedHost[]>;
  /** Contents of the file's secrets, by key, where it names a `file`; those with `environment` are in `variables`. */
  declare readonly secrets: pulumi.Output<Record<string, string>>;
  /** Contents of the file's configs, by key, where it names a `file`. */
  declare readonly configs: pulumi.Output<Record<string, string>>;
  /** Logins with which all nodes pull images. None: what the manager itself is logged in to. */
  declare readonly registries: pulumi.Output<types.RegistryLogin[]>;
  /** When a tag is pinned to the digest that it has at its registry: at each change of the stack, when the image's name changed, or never (for registries that managers do not reach). */
  declare readonly resolveImage: pulumi.Output<types.ImageResolution>;
  /** Where it becomes true, services return to what they were before their last update, in the place of a deployment. While it is true the file waits. */
  declare readonly rollback: pulumi.Output<boolean>;
  /** Another number starts the tasks of all services anew, as `docker service update --force` does. */
  declare readonly forceUpdate: pulumi.Output<number>;
  /** Whether a first deployment that fails is removed again. */
  declare readonly removeFailed: pulumi.Output<boolean>;
  /** What becomes of a deployment that fails: it stays, and the next run repairs it (`leave`), or every service that it changed returns to what it was (`rollbackStack`). */
  declare readonly onFailure: pulumi.Output<types.FailedDeployment>;
  /** Fields of all services that something else owns, such as an autoscaler (`replicas`) or what moves tags (`image`): deployments, refreshes and rollbacks leave them as they are. For one service write the label `pulumi-swarm.ignore: replicas,image` under its `deploy.labels`. */
  declare readonly ignore: pulumi.Output<types.IgnoredField[]>;
  /** Whether networks that the files declare otherwise than before are made anew: services leave them and come back, connections over them break. Otherwise such a change is refused, because Docker keeps networks as they are. */
  declare readonly recreateNetworks: pulumi.Output<boolean>;
  /** Whether volumes that left the file are removed on all nodes, and with the stack all of its volumes, WITH THEIR DATA. */
  declare readonly pruneVolumes: pulumi.Output<boolean>;
  /** What becomes of relative bind mounts, of files and folders beside the stack file: they are refused, because nothing lies there on the nodes, or copied to every node that may run the service (`copy`). Copies are read-only; another content is a rolling update. */
  declare readonly files: pulumi.Output<types.BesideFiles>;
  /** Folder of the stack file on the machine that runs Pulumi: where relative mounts begin. For `files: copy`. */
  declare readonly folder: pulumi.Output<string | undefined>;
  /** Seconds until every service must run. */
  declare readonly timeout: pulumi.Output<number>;
  /** The services as they ran when the stack had converged. */
  declare readonly services: pulumi.Output<types.ServiceStatus[]>;
  /** Ports published in the routing mesh or on hosts. */
  declare readonly publishedPorts: pulumi.Output<number[]>;
  /** Where `rollback` returned services to their previous version: service → its image. */
  declare readonly returned: pulumi.Output<Record<string, string> | undefined>;
  /** What `files: copy` put on the nodes: path beside the stack file → hash of its content. */
  declare readonly copied: pulumi.Output<Record<string, string> | undefined>;
  /** Hosts that were out of reach: what is due there is done by a later run. */
  declare readonly pending: pulumi.Output<string[] | undefined>;
  /** The last `forceUpdate` that was done. */
  declare readonly forced: pulumi.Output<number | undefined>;
  /** Fingerprint of each service's definition, to see changes. */
  declare readonly marks: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: StackArgs, options?: pulumi.CustomResourceOptions) {
    const properties = ["swarmId","managers","name","file","fileName","overrides","variables","envFile","envFiles","nodes","secrets","configs","registries","resolveImage","rollback","forceUpdate","removeFailed","onFailure","ignore","recreateNetworks","pruneVolumes","files","folder","timeout","services","publishedPorts","returned","copied","pending","forced","marks"];
    super("Stack", name, { properties, secrets: ["marks"] }, args, options);
  }
}
