export { SwarmError } from "../provisioners/core/errors";
export { type PortRule, portTable } from "../provisioners/host/ports";
export { Cluster, type ClusterArgs } from "./cluster";
export type { ClusterHost } from "./cluster/nodes";
export { type Preparation, prepareHost } from "./cluster/preparation";
export type { ClusterNode, DockerEndpoint } from "./cluster/types";
export { parseConfig } from "./config";
export type { Config as ProgramConfig } from "./config/config";
export type { EngineConfig } from "./config/resolve/engine";
export type { NfsConfig } from "./config/resolve/nfs";
export type { ContentConfig, ObjectsConfig } from "./config/resolve/objects";
export { type SharedFiles, type SharedNfs, shareNfs, shareStorage } from "./nfs";
export { type SharedObjects, shareObjects } from "./objects";
export { type OpenPort, type PublishedPort, publishedPorts } from "./published";
export { majority, quorumWarning, tolerated } from "./quorum";
export {
  Config,
  type ConfigArgs,
  Engine,
  type EngineArgs,
  Host,
  type HostArgs,
  HostKey,
  type HostKeyArgs,
  Images,
  type ImagesArgs,
  KeyPair,
  type KeyPairArgs,
  LabImages,
  type LabImagesArgs,
  Machine,
  type MachineArgs,
  Network,
  type NetworkArgs,
  NfsClient,
  type NfsClientArgs,
  NfsServer,
  type NfsServerArgs,
  Node,
  type NodeArgs,
  Plugin,
  type PluginArgs,
  Preflight,
  type PreflightArgs,
  Secret,
  type SecretArgs,
  Stack,
  type StackArgs,
  Swarm,
  type SwarmArgs,
} from "./resources";
export { pluginPath } from "./resources/plugin-path";
export { type Environment, realEnvironment } from "./settings/environment";
export { ConfigError, type Problem } from "./settings/problems/problems";
export type { StackConfig } from "./settings/workloads/stacks";
export * from "./sources";
export { type CostEstimate, costText, estimateCost } from "./sources/cloud/offers/cost";
export type { CloudNfs, CloudPlace, CloudPool } from "./sources/cloud/place";
export type { CloudArgs, CloudProvider } from "./sources/cloud/provider";
export type { ConnectionArgs, ConnectionOutputs, JumpHostArgs } from "./sources/connection";
export type { HostConnectionArgs } from "./sources/hosts/checked-connection";
export { type HostMachineArgs, hostMachines } from "./sources/hosts/machines";
export { type LabArgs, type LabPool, labMachines } from "./sources/lab/machines";
export type { ClusterMachine, MachineSet, NfsHost, NfsMachine, Storage } from "./sources/machine";
export type { MachineSource } from "./sources/source";
export { type Availability, type PlannedMachine, type Pool, planMachines, type Role } from "./topology";
