export { SwarmError } from "../provisioners/core/errors";
export { type PortRule, portTable } from "../provisioners/host/ports";
export { Cluster, type ClusterArgs, type ClusterNode } from "./cluster";
export { type Config as ProgramConfig, type EngineConfig, parseConfig } from "./config";
export { realSurroundings, type Surroundings } from "./config/environment";
export { ConfigError, type Mistake } from "./config/problems/problems";
export type { NfsConfig } from "./config/resolve/nfs";
export type { ContentConfig, ObjectsConfig } from "./config/resolve/objects";
export type { StackConfig } from "./config/resolve/stacks";
export { type SharedFiles, type SharedNfs, shareNfs, shareStorage } from "./nfs";
export { type SharedObjects, shareObjects } from "./objects";
export { type Preparation, prepareHost } from "./preparation";
export { type PublishedPort, publishedPorts } from "./published";
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
export { type CostEstimate, costText, estimateCost } from "./sources/cloud/cost";
export { awsMachines, type CloudArgs, digitalOceanMachines } from "./sources/cloud/machines";
export type { Cloud, CloudNfs, CloudPlace, CloudPool } from "./sources/cloud/place";
export type { OpenPort } from "./sources/cloud/ports";
export type { HostConfig } from "./sources/hosts/connections";
export { hostMachines } from "./sources/hosts/machines";
export type { LabPool } from "./sources/lab/checks";
export { type LabArgs, labMachines } from "./sources/lab/machines";
export type { ClusterMachine, ConnectionArgs, MachineSet, NfsHost, NfsMachine, Storage } from "./sources/machine";
export { type Availability, type PlannedMachine, type Pool, planMachines, type Role } from "./topology";
