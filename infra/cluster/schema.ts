import { z } from "zod";
import { named, plain } from "../../provisioners/schema/marks";
import { nodeInputs } from "../../provisioners/swarm/node/schema";

/** Docker on a host as its own client reaches it over SSH. */
export const dockerEndpoint = named(
  "DockerEndpoint",
  z
    .object({
      host: z
        .string()
        .describe("`ssh://user@host:port`, for `DOCKER_HOST` or `docker context create --docker host=…`."),
      knownHosts: z
        .string()
        .describe("The host's keys as lines of known_hosts; empty where only their fingerprints are known."),
    })
    .describe("Docker on a host as its own client reaches it over SSH. No part of it is a secret."),
);

/** A node as the cluster shows it. */
export const clusterNode = named(
  "ClusterNode",
  z
    .object({
      name: plain(z.string()).describe("Name of the machine."),
      role: plain(nodeInputs.shape.role),
      address: z.string().describe("On the network that the machines share."),
      availability: plain(nodeInputs.shape.availability.unwrap()).describe("Whether tasks may run there."),
      nodeId: z.string().describe("ID of the node in the swarm."),
      docker: plain(dockerEndpoint).describe("Docker on the node, for Docker's own client."),
    })
    .describe("A node as the cluster shows it."),
);

/** Where a published port answers. */
export const clusterEndpoint = named(
  "ClusterEndpoint",
  z
    .object({
      name: plain(z.string()).describe("Stack and port: `hello:8080`."),
      machine: plain(z.string()).describe("Name of the machine."),
      url: plain(z.string()).describe("With the protocol, where the port shows which one it is."),
    })
    .describe("Where a published port answers."),
);
