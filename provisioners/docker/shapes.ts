/** The parts of Docker's API replies that are used here; dockerode leaves them untyped. */

export interface EngineInfo {
  Name: string;
  ServerVersion: string;
  OperatingSystem: string;
  Architecture: string;
  DockerRootDir: string;
  Swarm?: {
    LocalNodeState: "" | "inactive" | "pending" | "active" | "error" | "locked";
    NodeID: string;
    NodeAddr?: string;
    ControlAvailable: boolean;
    Error?: string;
    /** Only on managers, and only while there is a leader. */
    Cluster?: { ID?: string; DataPathPort?: number; Spec?: { Labels?: Record<string, string> | null } } | null;
    RemoteManagers?: { NodeID: string; Addr: string }[] | null;
  };
}

export interface Version {
  Index: number;
}

export interface NodeSpec {
  Name?: string;
  Role: "manager" | "worker";
  Availability: "active" | "pause" | "drain";
  Labels?: Record<string, string>;
}

export interface Platform {
  OS?: string;
  Architecture?: string;
}

export interface Amounts {
  NanoCPUs?: number;
  MemoryBytes?: number;
}

export interface SwarmNode {
  ID: string;
  Version: Version;
  Spec: NodeSpec;
  /** Empty until the node's agent has reported for the first time. */
  Description?: {
    Hostname?: string;
    Platform?: Platform;
    Resources?: Amounts;
    Engine?: {
      EngineVersion?: string;
      Labels?: Record<string, string>;
      Plugins?: { Type: string; Name: string }[] | null;
    };
    TLSInfo?: TlsInfo;
  };
  Status: { State: "unknown" | "down" | "ready" | "disconnected"; Addr?: string; Message?: string };
  ManagerStatus?: { Leader?: boolean; Reachability: "unknown" | "unreachable" | "reachable"; Addr: string };
}

export interface TlsInfo {
  /** PEM. */
  TrustRoot?: string;
  /** DER in base64. */
  CertIssuerPublicKey?: string;
}

export interface ExternalCa {
  Protocol: string;
  URL: string;
  CACert?: string;
  Options?: Record<string, string>;
}

export interface SwarmSpec {
  Labels?: Record<string, string> | null;
  Orchestration?: Record<string, unknown>;
  Raft?: Record<string, unknown>;
  Dispatcher?: Record<string, unknown>;
  EncryptionConfig?: Record<string, unknown>;
  CAConfig?: {
    NodeCertExpiry?: number;
    ExternalCAs?: ExternalCa[] | null;
    /** Written only; never in a reply. */
    SigningCACert?: string;
    SigningCAKey?: string;
    ForceRotate?: number;
  };
}

export interface SwarmState {
  ID: string;
  Version: Version;
  Spec: SwarmSpec;
  DefaultAddrPool?: string[] | null;
  SubnetSize?: number;
  DataPathPort?: number;
  JoinTokens: { Worker: string; Manager: string };
  TLSInfo?: TlsInfo;
  RootRotationInProgress?: boolean;
}

export interface Task {
  ID: string;
  CreatedAt: string;
  UpdatedAt: string;
  ServiceID: string;
  NodeID?: string;
  Slot?: number;
  DesiredState: string;
  Spec?: TaskSpec;
  Status: {
    State: string;
    Err?: string;
    Message?: string;
    Timestamp?: string;
    ContainerStatus?: { ContainerID?: string; ExitCode?: number };
  };
  JobIteration?: Version;
  /** The networks that it is in, with its addresses in CIDR form. */
  NetworksAttachments?: { Network?: { ID?: string }; Addresses?: string[] | null }[] | null;
}

/** How Docker makes the volume of a mount. */
export interface VolumeOptions {
  DriverConfig?: { Name?: string; Options?: Record<string, string> };
}

/** A port of a service. */
export interface PortConfig {
  PublishedPort?: number;
  TargetPort?: number;
  Protocol?: string;
  PublishMode?: string;
}

/** What each task of a service is to be. */
export interface TaskSpec {
  ContainerSpec?: {
    Image: string;
    TTY?: boolean;
    Mounts?: { Type?: string; Source?: string; VolumeOptions?: VolumeOptions }[] | null;
    Secrets?: { SecretID: string; SecretName: string }[] | null;
    Configs?: { ConfigID: string; ConfigName: string }[] | null;
  };
  Networks?: { Target?: string }[] | null;
  LogDriver?: { Name?: string };
  RestartPolicy?: { Condition?: string; MaxAttempts?: number };
  Placement?: {
    Constraints?: string[] | null;
    Preferences?: { Spread?: { SpreadDescriptor: string } }[] | null;
    Platforms?: Platform[] | null;
    MaxReplicas?: number;
  };
  Resources?: { Reservations?: Amounts };
  ForceUpdate?: number;
}

export interface Service {
  ID: string;
  Version: Version;
  Spec: {
    Name: string;
    Labels?: Record<string, string>;
    TaskTemplate: TaskSpec;
    Mode: {
      Replicated?: { Replicas?: number };
      Global?: object;
      ReplicatedJob?: { TotalCompletions?: number; MaxConcurrent?: number };
      GlobalJob?: object;
    };
    UpdateConfig?: { Monitor?: number; Order?: string };
    EndpointSpec?: { Ports?: PortConfig[] };
  };
  /** Before the last update. */
  PreviousSpec?: Service["Spec"];
  Endpoint?: { Ports?: PortConfig[]; VirtualIPs?: { NetworkID?: string; Addr?: string }[] | null };
  UpdateStatus?: { State?: string; Message?: string };
  JobStatus?: { JobIteration?: Version };
}
