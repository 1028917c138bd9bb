export { SwarmError } from "../provisioners/core/errors";
export { type PortRule, portTable } from "../provisioners/host/ports";
export { Cluster, type ClusterArgs, type ClusterNode } from "./cluster";
export { type Config as ProgramConfig, type EngineConfig, parseConfig } from "./config";
export type { OpenPort } from "./config/cloud-ports";
export type { Cloud, CloudNfs, CloudPlace, CloudPool } from "./config/clouds";
export type { HostConfig } from "./config/hosts";
export type { LabPool } from "./config/labs";
export { ConfigError, type Mistake } from "./config/mistakes";
export type { NfsConfig } from "./config/nfs";
export type { ContentConfig, ObjectsConfig } from "./config/objects";
export type { StackConfig } from "./config/stackfiles";
export { realSurroundings, type Surroundings } from "./config/surroundings";
export { type CostEstimate, costText, estimateCost } from "./cost/estimate";
export { awsMachines, type CloudArgs, digitalOceanMachines } from "./machines/clouds";
export { hostMachines } from "./machines/hosts";
export { type LabArgs, labMachines } from "./machines/lab";
export type { ClusterMachine, ConnectionArgs, MachineSet, NfsHost, NfsMachine, Storage } from "./machines/machine";
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
export { type Availability, type PlannedMachine, type Pool, planMachines, type Role } from "./topology";
