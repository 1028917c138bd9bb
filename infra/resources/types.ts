// Generated from the resources' schemas by `npm run schema`: change them there, not this file.
import type * as pulumi from "@pulumi/pulumi";

export type KeyType = "ed25519" | "ecdsa";

export type MachineImage = "docker" | "bare" | "bare-bookworm";

export type NodeRole = "manager" | "worker";

/** {@link JumpHost} as a program gives it. */
export interface JumpHostArgs {
  /** Address or name to dial. */
  host: pulumi.Input<string>;
  /** SSH port. Default: `22`. */
  port?: pulumi.Input<number>;
  /** Login user; a user other than root needs sudo. Default: `root`. */
  user?: pulumi.Input<string>;
  /** Password that sudo asks the user for. Left out where sudo asks for none. */
  sudoPassword?: pulumi.Input<string>;
  /** Private key in OpenSSH or PEM form. Left out, the keys of the SSH agent are used (`SSH_AUTH_SOCK`). */
  privateKey?: pulumi.Input<string>;
  /** Passphrase of the private key. */
  passphrase?: pulumi.Input<string>;
  /** The host's public key as in known_hosts (`ssh-ed25519 AAAA…`), or its fingerprint (`SHA256:…`). Several, one a line, where the host may have any of them. */
  hostKey: pulumi.Input<string>;
}

/** {@link JumpHostArgs} as resources show it. */
export interface JumpHost {
  /** Address or name to dial. */
  host: string;
  /** SSH port. Default: `22`. */
  port: number;
  /** Login user; a user other than root needs sudo. Default: `root`. */
  user: string;
  /** Password that sudo asks the user for. Left out where sudo asks for none. */
  sudoPassword?: string;
  /** Private key in OpenSSH or PEM form. Left out, the keys of the SSH agent are used (`SSH_AUTH_SOCK`). */
  privateKey?: string;
  /** Passphrase of the private key. */
  passphrase?: string;
  /** The host's public key as in known_hosts (`ssh-ed25519 AAAA…`), or its fingerprint (`SHA256:…`). Several, one a line, where the host may have any of them. */
  hostKey: string;
}

/** {@link Connection} as a program gives it. */
export interface ConnectionArgs {
  /** Address or name to dial. */
  host: pulumi.Input<string>;
  /** SSH port. Default: `22`. */
  port?: pulumi.Input<number>;
  /** Login user; a user other than root needs sudo. Default: `root`. */
  user?: pulumi.Input<string>;
  /** Password that sudo asks the user for. Left out where sudo asks for none. */
  sudoPassword?: pulumi.Input<string>;
  /** Private key in OpenSSH or PEM form. Left out, the keys of the SSH agent are used (`SSH_AUTH_SOCK`). */
  privateKey?: pulumi.Input<string>;
  /** Passphrase of the private key. */
  passphrase?: pulumi.Input<string>;
  /** The host's public key as in known_hosts (`ssh-ed25519 AAAA…`), or its fingerprint (`SHA256:…`). Several, one a line, where the host may have any of them. */
  hostKey: pulumi.Input<string>;
  /** A host to go through (ProxyJump). */
  jump?: pulumi.Input<JumpHostArgs>;
  /** Hosts to go through one after the other, the first one first; in the place of `jump`. */
  jumps?: pulumi.Input<pulumi.Input<JumpHostArgs>[]>;
}

/** {@link ConnectionArgs} as resources show it. */
export interface Connection {
  /** Address or name to dial. */
  host: string;
  /** SSH port. Default: `22`. */
  port: number;
  /** Login user; a user other than root needs sudo. Default: `root`. */
  user: string;
  /** Password that sudo asks the user for. Left out where sudo asks for none. */
  sudoPassword?: string;
  /** Private key in OpenSSH or PEM form. Left out, the keys of the SSH agent are used (`SSH_AUTH_SOCK`). */
  privateKey?: string;
  /** Passphrase of the private key. */
  passphrase?: string;
  /** The host's public key as in known_hosts (`ssh-ed25519 AAAA…`), or its fingerprint (`SHA256:…`). Several, one a line, where the host may have any of them. */
  hostKey: string;
  /** A host to go through (ProxyJump). */
  jump?: JumpHost;
  /** Hosts to go through one after the other, the first one first; in the place of `jump`. */
  jumps?: JumpHost[];
}

/** {@link PreflightHost} as a program gives it. */
export interface PreflightHostArgs {
  /** Name of the host, for messages. */
  name: pulumi.Input<string>;
  /** What the host is to be in the swarm. */
  role: pulumi.Input<NodeRole>;
  /** Advertise address: the host's IP address on the private network. */
  address: pulumi.Input<string>;
  /** The host's IP address for the traffic of overlay networks; by default `address`. */
  dataPathAddress?: pulumi.Input<string>;
  /** How to reach the host. */
  connection: pulumi.Input<ConnectionArgs>;
}

/** {@link PreflightHostArgs} as resources show it. */
export interface PreflightHost {
  /** Name of the host, for messages. */
  name: string;
  /** What the host is to be in the swarm. */
  role: NodeRole;
  /** Advertise address: the host's IP address on the private network. */
  address: string;
  /** The host's IP address for the traffic of overlay networks; by default `address`. */
  dataPathAddress?: string;
  /** How to reach the host. */
  connection: Connection;
}

/** {@link FixedSetting} as a program gives it. */
export interface FixedSettingArgs {
  /** Key of the configuration, such as `cloud.region`. */
  key: pulumi.Input<string>;
  /** Its value; empty for none. */
  value: pulumi.Input<string>;
  /** What the cluster was made with; by default the value of the run before. */
  made?: pulumi.Input<string>;
}

/** {@link FixedSettingArgs} as resources show it. */
export interface FixedSetting {
  /** Key of the configuration, such as `cloud.region`. */
  key: string;
  /** Its value; empty for none. */
  value: string;
  /** What the cluster was made with; by default the value of the run before. */
  made?: string;
}

export type Permission = "replaceManagers" | "fewerManagers" | "deleteVolumes" | "replaceLoadBalancer";

export type PreflightCheck = "reachable" | "root" | "login-shell" | "os" | "systemd" | "container" | "kernel-modules" | "cgroups" | "other-docker" | "daemon-json" | "live-restore" | "nftables" | "disk" | "clock" | "hostname" | "machine-id" | "advertise-address" | "address-pools" | "mtu" | "ports";

/** {@link Peer} as a program gives it. */
export interface PeerArgs {
  /** Name of the machine. */
  name: pulumi.Input<string>;
  /** Its address on the network that the machines share. */
  address: pulumi.Input<string>;
}

/** {@link PeerArgs} as resources show it. */
export interface Peer {
  /** Name of the machine. */
  name: string;
  /** Its address on the network that the machines share. */
  address: string;
}

export type FirewallProtocol = "tcp" | "udp" | "esp";

/** {@link FirewallRule} as a program gives it. */
export interface FirewallRuleArgs {
  /** Protocol; `esp` carries encrypted overlay networks. */
  protocol: pulumi.Input<FirewallProtocol>;
  /** Port; `esp` has none. */
  port?: pulumi.Input<number>;
  /** Addresses or networks that it is open to. */
  from: pulumi.Input<any[]>;
}

/** {@link FirewallRuleArgs} as resources show it. */
export interface FirewallRule {
  /** Protocol; `esp` carries encrypted overlay networks. */
  protocol: FirewallProtocol;
  /** Port; `esp` has none. */
  port?: number;
  /** Addresses or networks that it is open to. */
  from: any[];
}

/** {@link PrunePolicy} as a program gives it. */
export interface PrunePolicyArgs {
  /** when, as a calendar event of systemd: daily, weekly, Sun 03:00; up to 15 minutes later on each node Default: `daily`. */
  schedule?: pulumi.Input<string>;
  /** for how long what is no longer used stays, such as 36h or 7d Default: `7d`. */
  keep?: pulumi.Input<string>;
}

/** {@link PrunePolicyArgs} as resources show it. */
export interface PrunePolicy {
  /** when, as a calendar event of systemd: daily, weekly, Sun 03:00; up to 15 minutes later on each node Default: `daily`. */
  schedule: string;
  /** for how long what is no longer used stays, such as 36h or 7d Default: `7d`. */
  keep: string;
}

export type HostFirewall = "firewalld" | "ufw" | "nftables" | "none";

export type EngineSource = "docker" | "distribution";

/** {@link Manager} as a program gives it. */
export interface ManagerArgs {
  /** Name of the machine, for messages. */
  name: pulumi.Input<string>;
  /** Its advertise address: an IP address on the private network. */
  address: pulumi.Input<string>;
  connection: pulumi.Input<ConnectionArgs>;
  /** Address on which Docker listens on port 2377. Default: all. */
  listenAddress?: pulumi.Input<string>;
  /** Address for the traffic of overlay networks. Default: the advertise address. */
  dataPathAddress?: pulumi.Input<string>;
}

/** {@link ManagerArgs} as resources show it. */
export interface Manager {
  /** Name of the machine, for messages. */
  name: string;
  /** Its advertise address: an IP address on the private network. */
  address: string;
  connection: Connection;
  /** Address on which Docker listens on port 2377. Default: all. */
  listenAddress?: string;
  /** Address for the traffic of overlay networks. Default: the advertise address. */
  dataPathAddress?: string;
}

/** {@link JoinTokenRotation} as a program gives it. */
export interface JoinTokenRotationArgs {
  /** Any text, such as a date: when it changes, the managers' join token is replaced. */
  manager?: pulumi.Input<string>;
  /** Any text, such as a date: when it changes, the workers' join token is replaced. */
  worker?: pulumi.Input<string>;
}

/** {@link JoinTokenRotationArgs} as resources show it. */
export interface JoinTokenRotation {
  /** Any text, such as a date: when it changes, the managers' join token is replaced. */
  manager?: string;
  /** Any text, such as a date: when it changes, the workers' join token is replaced. */
  worker?: string;
}

/** {@link ExternalCertificateAuthority} as a program gives it. */
export interface ExternalCertificateAuthorityArgs {
  /** Where it signs, such as https://ca.example:8443/api/v1/cfssl/sign. */
  url: pulumi.Input<string>;
  /** Root certificate (PEM) that it signs with; Docker uses it only while that is the swarm's. Default: the swarm's. */
  certificate?: pulumi.Input<string>;
  /** Options of the protocol, as Docker keeps them. */
  options?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** {@link ExternalCertificateAuthorityArgs} as resources show it. */
export interface ExternalCertificateAuthority {
  /** Where it signs, such as https://ca.example:8443/api/v1/cfssl/sign. */
  url: string;
  /** Root certificate (PEM) that it signs with; Docker uses it only while that is the swarm's. Default: the swarm's. */
  certificate?: string;
  /** Options of the protocol, as Docker keeps them. */
  options?: Record<string, string>;
}

/** {@link CertificateAuthority} as a program gives it. */
export interface CertificateAuthorityArgs {
  /** Any text, such as a date: when it changes, Docker makes a new root certificate and every node gets a new certificate. */
  rotation?: pulumi.Input<string>;
  /** Root certificate (PEM) to use instead of one that Docker makes. */
  certificate?: pulumi.Input<string>;
  /** Private key of `certificate` (PEM, without a passphrase). */
  key?: pulumi.Input<string>;
  /** External CAs (protocol cfssl) that sign instead of the managers; the first that answers does. */
  external?: pulumi.Input<pulumi.Input<ExternalCertificateAuthorityArgs>[]>;
}

/** {@link CertificateAuthorityArgs} as resources show it. */
export interface CertificateAuthority {
  /** Any text, such as a date: when it changes, Docker makes a new root certificate and every node gets a new certificate. */
  rotation?: string;
  /** Root certificate (PEM) to use instead of one that Docker makes. */
  certificate?: string;
  /** Private key of `certificate` (PEM, without a passphrase). */
  key?: string;
  /** External CAs (protocol cfssl) that sign instead of the managers; the first that answers does. */
  external?: ExternalCertificateAuthority[];
}

/** {@link Recovery} as a program gives it. */
export interface RecoveryArgs {
  /** ID of the swarm, as a confirmation. */
  swarmId: pulumi.Input<string>;
  /** Name of the manager whose data the swarm goes on with. */
  survivor: pulumi.Input<string>;
}

/** {@link RecoveryArgs} as resources show it. */
export interface Recovery {
  /** ID of the swarm, as a confirmation. */
  swarmId: string;
  /** Name of the manager whose data the swarm goes on with. */
  survivor: string;
}

/** {@link Restore} as a program gives it. */
export interface RestoreArgs {
  /** Path of a backup that `pulumi-swarm backup` wrote, on the computer that runs Pulumi. */
  archive: pulumi.Input<string>;
  /** An identity of age (`AGE-SECRET-KEY-1…`), or the text of a file of `age-keygen`, that opens it. */
  identity?: pulumi.Input<string>;
  /** The passphrase that opens it. */
  passphrase?: pulumi.Input<string>;
}

/** {@link RestoreArgs} as resources show it. */
export interface Restore {
  /** Path of a backup that `pulumi-swarm backup` wrote, on the computer that runs Pulumi. */
  archive: string;
  /** An identity of age (`AGE-SECRET-KEY-1…`), or the text of a file of `age-keygen`, that opens it. */
  identity?: string;
  /** The passphrase that opens it. */
  passphrase?: string;
}

/** {@link JoinTokens} as a program gives it. */
export interface JoinTokensArgs {
  manager: pulumi.Input<string>;
  worker: pulumi.Input<string>;
}

/** {@link JoinTokensArgs} as resources show it. */
export interface JoinTokens {
  manager: string;
  worker: string;
}

export type NodeAvailability = "active" | "pause" | "drain";

export type NfsAccess = "rw" | "ro";

/** {@link NfsExportClient} as a program gives it. */
export interface NfsExportClientArgs {
  /** Addresses that may mount it, such as 10.20.0.0/24 or 10.20.0.11/32. */
  cidr: pulumi.Input<string>;
  /** Whether they may write. Default: `rw`. */
  access?: pulumi.Input<NfsAccess>;
  /** Their root counts as nobody, not as root of the server. Default: `true`. */
  rootSquash?: pulumi.Input<boolean>;
  /** All of their users count as nobody. Default: `false`. */
  allSquash?: pulumi.Input<boolean>;
  /** User ID of nobody. Default: 65534. */
  anonUid?: pulumi.Input<number>;
  /** Group ID of nobody. Default: 65534. */
  anonGid?: pulumi.Input<number>;
}

/** {@link NfsExportClientArgs} as resources show it. */
export interface NfsExportClient {
  /** Addresses that may mount it, such as 10.20.0.0/24 or 10.20.0.11/32. */
  cidr: string;
  /** Whether they may write. Default: `rw`. */
  access: NfsAccess;
  /** Their root counts as nobody, not as root of the server. Default: `true`. */
  rootSquash: boolean;
  /** All of their users count as nobody. Default: `false`. */
  allSquash: boolean;
  /** User ID of nobody. Default: 65534. */
  anonUid?: number;
  /** Group ID of nobody. Default: 65534. */
  anonGid?: number;
}

/** {@link NfsExport} as a program gives it. */
export interface NfsExportArgs {
  /** Directory to export, made where it is missing; it is also what clients mount. */
  path: pulumi.Input<string>;
  /** Who may mount it, and how. */
  clients: pulumi.Input<pulumi.Input<NfsExportClientArgs>[]>;
  /** Owner of the directory itself as `<uid>:<gid>`; what it contains keeps its owners. Without it a new directory belongs to 65534:65534 (nobody), and one that is there stays as it is. */
  owner?: pulumi.Input<string>;
  /** Mode of the directory itself, such as `0750`. Without it a new one gets 0755. */
  mode?: pulumi.Input<string>;
}

/** {@link NfsExportArgs} as resources show it. */
export interface NfsExport {
  /** Directory to export, made where it is missing; it is also what clients mount. */
  path: string;
  /** Who may mount it, and how. */
  clients: NfsExportClient[];
  /** Owner of the directory itself as `<uid>:<gid>`; what it contains keeps its owners. Without it a new directory belongs to 65534:65534 (nobody), and one that is there stays as it is. */
  owner?: string;
  /** Mode of the directory itself, such as `0750`. Without it a new one gets 0755. */
  mode?: string;
}

export type Filesystem = "ext4";

/** {@link NfsDisk} as a program gives it. */
export interface NfsDiskArgs {
  /** Stable path of the disk, such as `/dev/disk/by-id/…`. */
  device: pulumi.Input<string>;
  /** What a blank disk is formatted with. Default: `ext4`. */
  filesystem?: pulumi.Input<Filesystem>;
  /** Directory that it is mounted on; exports below it are on the disk. */
  mountPoint: pulumi.Input<string>;
  /** Give the file system what the device has gained, at the next change or refresh. Default: `true`. */
  grow?: pulumi.Input<boolean>;
  /** Size that the device was given, in GiB: another one is a change, at which the file system grows. */
  size?: pulumi.Input<number>;
}

/** {@link NfsDiskArgs} as resources show it. */
export interface NfsDisk {
  /** Stable path of the disk, such as `/dev/disk/by-id/…`. */
  device: string;
  /** What a blank disk is formatted with. Default: `ext4`. */
  filesystem: Filesystem;
  /** Directory that it is mounted on; exports below it are on the disk. */
  mountPoint: string;
  /** Give the file system what the device has gained, at the next change or refresh. Default: `true`. */
  grow: boolean;
  /** Size that the device was given, in GiB: another one is a change, at which the file system grows. */
  size?: number;
}

/** {@link NamedHost} as a program gives it. */
export interface NamedHostArgs {
  /** Name of the machine, for messages. */
  name: pulumi.Input<string>;
  connection: pulumi.Input<ConnectionArgs>;
}

/** {@link NamedHostArgs} as resources show it. */
export interface NamedHost {
  /** Name of the machine, for messages. */
  name: string;
  connection: Connection;
}

/** {@link Subnet} as a program gives it. */
export interface SubnetArgs {
  /** The subnet, such as `10.210.0.0/24`. */
  subnet: pulumi.Input<string>;
  /** Its gateway. Default: the first address. */
  gateway?: pulumi.Input<string>;
}

/** {@link SubnetArgs} as resources show it. */
export interface Subnet {
  /** The subnet, such as `10.210.0.0/24`. */
  subnet: string;
  /** Its gateway. Default: the first address. */
  gateway?: string;
}

export type TemplateDriver = "golang";

export type ContentEncoding = "text" | "base64";

/** {@link StackFile} as a program gives it. */
export interface StackFileArgs {
  /** Name of the file, for messages. */
  name: pulumi.Input<string>;
  /** Its text. */
  text: pulumi.Input<string>;
}

/** {@link StackFileArgs} as resources show it. */
export interface StackFile {
  /** Name of the file, for messages. */
  name: string;
  /** Its text. */
  text: string;
}

/** {@link EnvFile} as a program gives it. */
export interface EnvFileArgs {
  /** Name of the file, for messages; in `envFiles` its path as the stack file has it. */
  name: pulumi.Input<string>;
  /** Lines of NAME=value, as Docker's CLI reads them. */
  text: pulumi.Input<string>;
}

/** {@link EnvFileArgs} as resources show it. */
export interface EnvFile {
  /** Name of the file, for messages; in `envFiles` its path as the stack file has it. */
  name: string;
  /** Lines of NAME=value, as Docker's CLI reads them. */
  text: string;
}

/** {@link RegistryLogin} as a program gives it. */
export interface RegistryLoginArgs {
  /** Host of the registry as images name it, such as `registry.example.com:5000`. Default: `docker.io`. */
  server?: pulumi.Input<string>;
  /** User name. */
  username: pulumi.Input<string>;
  /** Password or access token. */
  password: pulumi.Input<string>;
}

/** {@link RegistryLoginArgs} as resources show it. */
export interface RegistryLogin {
  /** Host of the registry as images name it, such as `registry.example.com:5000`. Default: `docker.io`. */
  server: string;
  /** User name. */
  username: string;
  /** Password or access token. */
  password: string;
}

export type ImageResolution = "always" | "changed" | "never";

export type FailedDeployment = "leave" | "rollbackStack";

export type IgnoredField = "replicas" | "image";

export type BesideFiles = "refuse" | "copy";

/** {@link ServiceStatus} as a program gives it. */
export interface ServiceStatusArgs {
  name: pulumi.Input<string>;
  image: pulumi.Input<string>;
  /** replicated, global, replicated-job or global-job */
  mode: pulumi.Input<string>;
  running: pulumi.Input<number>;
  desired: pulumi.Input<number>;
}

/** {@link ServiceStatusArgs} as resources show it. */
export interface ServiceStatus {
  name: string;
  image: string;
  /** replicated, global, replicated-job or global-job */
  mode: string;
  running: number;
  desired: number;
}
