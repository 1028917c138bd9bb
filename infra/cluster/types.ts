// Generated from schema.ts beside it by `npm run schema`: change it there, not this file.
import type * as pulumi from "@pulumi/pulumi";
import type * as types from "../resources/types";

/** A node as the cluster shows it. */
export interface ClusterNode {
  /** Name of the machine. */
  name: string;
  /** What the node is in the swarm. */
  role: types.NodeRole;
  /** On the network that the machines share. */
  address: pulumi.Output<string>;
  /** Whether tasks may run there. */
  availability: types.NodeAvailability;
  /** ID of the node in the swarm. */
  nodeId: pulumi.Output<string>;
  /** Docker on the node, for Docker's own client. */
  docker: DockerEndpoint;
}

/** Docker on a host as its own client reaches it over SSH. No part of it is a secret. */
export interface DockerEndpoint {
  /** `ssh://user@host:port`, for `DOCKER_HOST` or `docker context create --docker host=…`. */
  host: pulumi.Output<string>;
  /** The host's keys as lines of known_hosts; empty where only their fingerprints are known. */
  knownHosts: pulumi.Output<string>;
}

/** Where a published port answers. */
export interface ClusterEndpoint {
  /** Stack and port: `hello:8080`. */
  name: string;
  /** Name of the machine. */
  machine: string;
  /** With the protocol, where the port shows which one it is. */
  url: string;
}
