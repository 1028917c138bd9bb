// Generated from the schema of the settings by `npm run schema`: change it there, not this file.
import type * as types from "../resources/types";

/** Machines to make, in a lab or a cloud. */
export interface PoolSettings {
  /** Name of the pool; its machines are <name>-1, <name>-2, … */
  name: string;
  /** What the machine is in the swarm: manager or worker. */
  role: types.NodeRole;
  /** How many machines. */
  count: number;
  /** Cloud: size of each machine in the cloud's own words; by default `cloud.size`. Another size is another machine. */
  size?: string;
  /** Node labels, such as {disk: ssd}. Default: `{}`. */
  labels: Record<string, string>;
  /** Whether tasks may run there: active, pause or drain. Default: `active`. */
  availability: types.NodeAvailability;
}

/** What is asked of all machines before any of them is changed. */
export interface PreflightSettings {
  /** Checks to leave out, by name; see docs/hosts.md. Default: `[]`. */
  skipChecks: types.PreflightCheck[];
  /** Seconds that a host's clock may differ from this computer's. Default: `60`. */
  maxClockSkew: number;
}

/** What is done to every machine before Docker comes; see docs/hosts.md. */
export interface PreparationSettings {
  /** Give each machine its name as host name; by default where we make the machines, not on `hosts`. */
  hostname?: boolean;
  /** Name all machines in a block of /etc/hosts. Default: `true`. */
  hostsFile: boolean;
  /** Keep chrony or systemd-timesyncd on, whichever is installed; by default everywhere but in a lab. */
  timeSync?: boolean;
  /** Kernel modules and settings that overlay networks need. Default: `true`. */
  kernel: boolean;
  /** Let nodes, and nobody else, through a host's firewall: firewalld, ufw or nftables, if one is active. Default: `true`. */
  firewall: boolean;
  /** Networks that may reach published ports, beside the nodes; by default everybody. */
  publishedFrom?: string[];
  /** Keep containers from the metadata service of clouds; by default where we make the machines, not on `hosts`. */
  closeMetadata?: boolean;
}

/** A timer on every machine that removes what Docker no longer uses, except what a rollback needs; see docs/operations.md. */
export interface PruneSettings {
  /** When, as a calendar event of systemd: daily, weekly, Sun 03:00; up to 15 minutes later on each node. Default: `daily`. */
  schedule: string;
  /** For how long what is no longer used stays, such as 36h or 7d. Default: `7d`. */
  keep: string;
}

/** Docker on every machine. */
export interface EngineSettings {
  /** docker or distribution. */
  source?: types.EngineSource;
  /** Version to pin, such as `29.0.1`; without it the newest at installation, then left as it is. */
  version?: string;
  /** Base address of a mirror of Docker's repository, instead of https://download.docker.com. */
  mirror?: string;
  /** Fingerprint of the key that signs the packages, for a mirror that signs them anew; by default Docker's. */
  keyFingerprint?: string;
  /** Folder of this machine with the .deb or .rpm files of Docker and all it needs, installed instead of a repository's. */
  bundle?: string;
  /** Keys of daemon.json: set over what is there; other keys stay. Default: `{}`. */
  daemon: Record<string, unknown>;
  /** How many workers may be out of service at the same time. Managers always go one at a time. Default: `1`. */
  maxUnavailable: number;
  /** Put an older `version` in the place of a newer one. Docker does not support that: its data may be unreadable for it. Default: `false`. */
  allowDowngrade: boolean;
}

/** Rotation of the join tokens; members stay members. */
export interface SwarmJoinTokenRotationSettings {
  /** Any text, such as a date: when it changes, the managers' join token is replaced. */
  manager?: string;
  /** Any text, such as a date: when it changes, the workers' join token is replaced. */
  worker?: string;
}

/** External CAs (protocol cfssl) that sign instead of the managers; the first that answers does. */
export interface SwarmCaExternalSettings {
  /** Where it signs, such as https://ca.example:8443/api/v1/cfssl/sign. */
  url: string;
  /** Root certificate (PEM) that it signs with; Docker uses it only while that is the swarm's. Default: the swarm's. */
  certificate?: string;
  /** Options of the protocol, as Docker keeps them. */
  options?: Record<string, string>;
}

/** The swarm's certificate authority. */
export interface SwarmCaSettings {
  /** Any text, such as a date: when it changes, Docker makes a new root certificate and every node gets a new certificate. */
  rotation?: string;
  /** Root certificate (PEM) to use instead of one that Docker makes. */
  certificate?: string;
  /** Private key of `certificate` (PEM, without a passphrase). */
  key?: string;
  /** External CAs (protocol cfssl) that sign instead of the managers; the first that answers does. */
  external?: SwarmCaExternalSettings[];
}

/** Recovery from a lost quorum, an explicit act: the survivor goes on as the only manager, the others' records are removed. Take it out again afterwards. */
export interface SwarmRecoverSettings {
  /** ID of the swarm, as a confirmation. */
  swarmId: string;
  /** Name of the manager whose data the swarm goes on with. */
  survivor: string;
}

/** A backup that the swarm is made from, where its managers are in no swarm: the same services, networks, secrets and configs, with the same IDs. Nothing is done to a swarm that is there, nor where this is taken out again. */
export interface SwarmRestoreSettings {
  /** Path of a backup that `pulumi-swarm backup` wrote, on the computer that runs Pulumi. */
  archive: string;
  /** An identity of age (`AGE-SECRET-KEY-1…`), or the text of a file of `age-keygen`, that opens it. */
  identity?: string;
  /** The passphrase that opens it. */
  passphrase?: string;
}

/** The swarm as a whole; what is not given stays as Docker has it. */
export interface SwarmSettings {
  /** UDP port of overlay networks between nodes. Set only when the swarm is made. Default: `4789`. */
  dataPathPort: number;
  /** Ended tasks that are kept per slot of a service. Docker's default: 5. */
  taskHistoryLimit?: number;
  /** Seconds between two reports of a node; it is down after three are missed. Docker's default: 5. */
  dispatcherHeartbeat?: number;
  /** Raft log entries between two snapshots. Docker's default: 10000. */
  snapshotInterval?: number;
  /** Raft snapshots that are kept beside the newest. Docker's default: 0. */
  keepOldSnapshots?: number;
  /** Raft log entries that are kept for slow managers after a snapshot. Docker's default: 500. */
  logEntriesForSlowFollowers?: number;
  /** Hours that a node's certificate is valid; it is renewed well before. Docker's default: 2160 (90 days). */
  certificateExpiry?: number;
  /** A manager that restarts is locked until it gets the unlock key, which is an output. Docker's default: off. */
  autolock?: boolean;
  /** Any text, such as a date: when it changes, the unlock key is replaced. Every manager must be reachable then. */
  unlockKeyRotation?: string;
  /** Rotation of the join tokens; members stay members. */
  joinTokenRotation?: SwarmJoinTokenRotationSettings;
  /** The swarm's certificate authority. */
  ca?: SwarmCaSettings;
  /** Recovery from a lost quorum, an explicit act: the survivor goes on as the only manager, the others' records are removed. Take it out again afterwards. */
  recover?: SwarmRecoverSettings;
  /** A backup that the swarm is made from, where its managers are in no swarm: the same services, networks, secrets and configs, with the same IDs. Nothing is done to a swarm that is there, nor where this is taken out again. */
  restore?: SwarmRestoreSettings;
}

/** True, or an object with keys: published ports are reached through a load balancer, only. */
export interface CloudLoadBalancerSettings {
  /** The balancer begins each connection with the client's address, in the PROXY protocol: every published TCP port must read it, as the stack `edge` does. Default: `false`. */
  proxyProtocol: boolean;
}

/** Shared storage for the nodes. */
export interface CloudNfsSettings {
  /** A machine with a volume, or (aws) the Elastic File System. Default: `host`. */
  kind: "host" | "efs";
  /** Size of the machine; by default `cloud.size`. */
  size?: string;
  /** Size of the volume in GiB; it can grow, and its file system with it, never shrink. Default: `50`. */
  volume: number;
  /** ID of an existing volume to use instead of making one. */
  volumeId?: string;
  /** Keep the volume and what is on it when the cluster is destroyed. Default: `false`. */
  retain: boolean;
}

/** The place in the cloud, for the sources `digitalocean` and `aws`. */
export interface CloudSettings {
  /** What the cloud's things are called; by default project and stack. It must be unique in the account, and stays as it was first, whatever the stack is called later. */
  name?: string;
  /** Region, such as fra1 (DigitalOcean) or eu-central-1 (AWS). */
  region: string;
  /** Networks that may connect by SSH, such as [203.0.113.7/32]: yours, where `pulumi up` runs. */
  admins: string[];
  /** Networks that may use published ports; by default everyone. Default: `["0.0.0.0/0"]`. */
  clients: string[];
  /** Private network of the machines; by default 10.66.0.0/16. Fixed once made. */
  network?: string;
  /** ID of an existing VPC to use; `network` then says its range. */
  vpc?: string;
  /** Size of machines that say none; by default s-1vcpu-2gb (DigitalOcean) or t3.small (AWS). */
  size?: string;
  /** DigitalOcean: an image such as ubuntu-24-04-x64 (the default). AWS: ubuntu-24.04 (the default), ubuntu-22.04, debian-12, debian-13, whose newest image is looked up once for each machine, or ami-…, which replaces machines when it changes. */
  image?: string;
  /** Login user with sudo; by default `swarm` (DigitalOcean) or the image's own (AWS). */
  user?: string;
  /** public: every machine has a public address. private, where the cloud has it: a bastion and a NAT gateway lead in and out. Default: `public`. */
  addresses: "public" | "private";
  /** True, or an object with keys: published ports are reached through a load balancer, only. */
  loadBalancer?: CloudLoadBalancerSettings;
  /** Public addresses that outlive their machine: for none, the managers or all. Default: `none`. */
  reservedIps: "none" | "managers" | "all";
  /** Shared storage for the nodes. */
  nfs?: CloudNfsSettings;
  /** Refuse, in the preview already, whatever would delete or replace a manager or the NFS volume. Default: `false`. */
  protect: boolean;
}

/** Networks that may mount it; by default the machines. */
export interface NfsExportClientSettings {
  /** Such as 10.20.0.0/24. */
  cidr: string;
  /** Whether they may write. Default: `rw`. */
  access: types.NfsAccess;
  /** Their root counts as nobody, not as root of the server. Default: `true`. */
  rootSquash: boolean;
  /** All of their users count as nobody. Default: `false`. */
  allSquash: boolean;
  /** User ID of nobody. Default: 65534. */
  anonUid?: number;
  /** Group ID of nobody. Default: 65534. */
  anonGid?: number;
}

/** Directories to export. */
export interface NfsExportSettings {
  /** Directory to export, such as /srv/data. */
  path: string;
  /** Networks that may mount it; by default the machines. */
  clients?: NfsExportClientSettings[];
  /** Owner of the directory itself as `<uid>:<gid>`; what it contains keeps its owners. Without it a new directory belongs to 65534:65534 (nobody), and one that is there stays as it is. */
  owner?: string;
  /** Mode of the directory itself, such as `0750`. Without it a new one gets 0755. */
  mode?: string;
}

/** Disk for the data. */
export interface NfsDiskSettings {
  /** Stable path of the disk, such as `/dev/disk/by-id/…`. */
  device: string;
  /** What a blank disk is formatted with. Default: `ext4`. */
  filesystem: types.Filesystem;
  /** Directory that it is mounted on; exports below it are on the disk. */
  mountPoint: string;
  /** Give the file system what the device has gained, at the next change or refresh. Default: `true`. */
  grow: boolean;
}

/** Shared storage for the stacks, in a lab or on hosts; a cloud has `cloud.nfs`. */
export interface NfsSettings {
  /** Name of the machine of the swarm that serves NFS. */
  on?: string;
  /** Directories to export. */
  exports: NfsExportSettings[];
  /** Disk for the data. */
  disk?: NfsDiskSettings;
}

/** Volume and log-driver plugins on every machine, there before the stacks are. */
export interface PluginSettings {
  /** Name of the driver, as volumes and services name it. */
  name: string;
  /** The plugin's image, such as vieux/sshfs:1.4; another one is an upgrade. */
  image: string;
  /** Settings as `docker plugin set` takes them, such as {DEBUG: '1'}. Default: `{}`. */
  settings: Record<string, string>;
  /** What the plugin may do on the hosts, in the words of the refusal that lists it, such as `network: host`; `*` for all that it asks for. Default: `[]`. */
  grant: string[];
  /** Whether it runs. Default: `true`. */
  enabled: boolean;
}

/** Logins with which all nodes pull the stacks' images. */
export interface RegistrySettings {
  /** Host of the registry as images name it. Default: `docker.io`. */
  server: string;
  /** User name. */
  username: string;
  /** Password or access token; set it with --secret. */
  password: string;
}

/** Overlay networks for several stacks; see docs/stacks.md. */
export interface NetworkSettings {
  /** What stack files call it, as `external: true`. */
  name: string;
  /** Its subnets; by default one from `addressPools`. Default: `[]`. */
  subnets: types.Subnet[];
  /** Whether containers that belong to no service may join it. Default: `false`. */
  attachable: boolean;
  /** Whether it leads nowhere but to itself. Default: `false`. */
  internal: boolean;
  /** Whether its traffic between nodes is encrypted (ESP). Default: `false`. */
  encrypted: boolean;
  /** MTU of the network beneath it: its containers get 50 bytes less. */
  mtu?: number;
  /** Further options of the overlay driver. Default: `{}`. */
  options: Record<string, string>;
  /** Labels of the network. Default: `{}`. */
  labels: Record<string, string>;
}

/** Secrets for several stacks, which get their names as `SECRET_<NAME>`; see docs/stacks.md. */
export interface SecretSettings {
  /** Begin of its name in the swarm. */
  name: string;
  /** What it holds; set it with --secret. */
  content?: string;
  /** File with the content, relative to Pulumi.yaml. */
  file?: string;
  /** Where `golang`, templates in the content are filled in for each task: `{{ .Node.Hostname }}`. */
  templateDriver?: types.TemplateDriver;
}

/** Configs for several stacks, which get their names as `CONFIG_<NAME>`. */
export interface ConfigSettings {
  /** Begin of its name in the swarm. */
  name: string;
  /** What it holds. */
  content?: string;
  /** File with the content, relative to Pulumi.yaml. */
  file?: string;
  /** Where `golang`, templates in the content are filled in for each task: `{{ .Node.Hostname }}`. */
  templateDriver?: types.TemplateDriver;
}

/** Stacks to deploy: names under stacks/, or {name, file, variables}. */
export interface StackSettings {
  /** Name of the stack; without `file` also its folder under stacks/. */
  name: string;
  /** Stack file, relative to Pulumi.yaml, or a list of them: each is merged over those before it. */
  file?: string | string[];
  /** Values of the stack file's variables. Default: `{}`. */
  variables: Record<string, string>;
  /** Env file (NAME=value) with more variables, relative to Pulumi.yaml; `variables` count more. */
  envFile?: string;
  /** When a tag is pinned to the digest that it has at its registry. Default: `always`. */
  resolveImage: types.ImageResolution;
  /** True: services return to what they were before their last update; the file waits. Default: `false`. */
  rollback: boolean;
  /** Another number starts the tasks of all services anew. Default: `0`. */
  forceUpdate: number;
  /** Whether a first deployment that fails is removed again. Default: `false`. */
  removeFailed: boolean;
  /** leave: a deployment that fails stays, and the next run repairs it; rollbackStack: every service that it changed returns to what it was. Default: `leave`. */
  onFailure: types.FailedDeployment;
  /** Fields of its services that something else owns, `replicas` or `image`: they are left as they are. Default: `[]`. */
  ignore: types.IgnoredField[];
  /** Whether networks that the file declares otherwise than before are made anew; otherwise such a change is refused. Default: `false`. */
  recreateNetworks: boolean;
  /** Whether volumes that left the file are removed, and with the stack all of its volumes, with their data. Default: `false`. */
  pruneVolumes: boolean;
  /** Relative bind mounts, of what lies beside the stack file: `refuse` them, or `copy` the files and folders to the nodes, read-only. Default: `refuse`. */
  files: types.BesideFiles;
  /** Seconds until every service must run. Default: `300`. */
  timeout: number;
}

/** The stack configuration, namespace `swarm`. */
export interface Settings {
  /** Where machines come from: lab, hosts, digitalocean or aws. Default: `lab`. */
  source: "lab" | "hosts" | "digitalocean" | "aws";
  /** Machines to make, in a lab or a cloud. */
  pools?: PoolSettings[];
  /** What is asked of all machines before any of them is changed. */
  preflight: PreflightSettings;
  /** What a run does only where it is asked to: replaceManagers (two or more at once), fewerManagers (fewer than a majority stays), deleteVolumes (storage with its data), replaceLoadBalancer (clients reach the new one under another name). `pulumi destroy` asks for none of them. Default: `[]`. */
  allow: types.Permission[];
  /** What is done to every machine before Docker comes; see docs/hosts.md. */
  preparation: PreparationSettings;
  /** A timer on every machine that removes what Docker no longer uses, except what a rollback needs; see docs/operations.md. */
  prune?: PruneSettings;
  /** Docker on every machine. */
  engine: EngineSettings;
  /** Networks that overlay networks are cut from, in CIDR form. Default: `["10.201.0.0/16"]`. */
  addressPools: string[];
  /** Mask length of each overlay network. Default: `24`. */
  subnetSize: number;
  /** The swarm as a whole; what is not given stays as Docker has it. */
  swarm: SwarmSettings;
  /** Overlay networks are encrypted; also found in the stack files (`driver_opts: {encrypted: …}`). Default: `false`. */
  encryptedOverlays: boolean;
  /** Networks elsewhere that the cluster is to reach, such as at the office: nothing here may overlap them. Default: `[]`. */
  onPremises: string[];
  /** The place in the cloud, for the sources `digitalocean` and `aws`. */
  cloud?: CloudSettings;
  /** Shared storage for the stacks, in a lab or on hosts; a cloud has `cloud.nfs`. */
  nfs?: NfsSettings;
  /** Volume and log-driver plugins on every machine, there before the stacks are. Default: `[]`. */
  plugins: PluginSettings[];
  /** Files of `docker save`, relative to Pulumi.yaml, whose images every node gets over SSH, before the stacks. Default: `[]`. */
  preload: string[];
  /** Logins with which all nodes pull the stacks' images. Default: `[]`. */
  registries: RegistrySettings[];
  /** Overlay networks for several stacks; see docs/stacks.md. Default: `[]`. */
  networks: NetworkSettings[];
  /** Secrets for several stacks, which get their names as `SECRET_<NAME>`; see docs/stacks.md. Default: `[]`. */
  secrets: SecretSettings[];
  /** Configs for several stacks, which get their names as `CONFIG_<NAME>`. Default: `[]`. */
  configs: ConfigSettings[];
  /** Stacks to deploy: names under stacks/, or {name, file, variables}. Default: `[]`. */
  stacks: StackSettings[];
}
