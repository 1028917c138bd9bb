import { z } from "zod";
import { named, secret } from "../../provisioners/schema/marks";
import { stackOutputs } from "../../provisioners/stack/schema";
import { swarmOutputs } from "../../provisioners/swarm/cluster/schema";

const node = named(
  "ClusterNode",
  z.object({
    name: z.string(),
    role: z.string().describe("manager or worker"),
    address: z.string().describe("On the network that the machines share."),
    availability: z.string().describe("active, pause or drain"),
    nodeId: z.string().describe("ID of the node in the swarm."),
  }),
);
const endpoint = named(
  "ClusterEndpoint",
  z.object({ name: z.string().describe("Stack and port: `hello:8080`."), machine: z.string(), url: z.string() }),
);
const service = named("ClusterService", stackOutputs.shape.services.element.extend({ stack: z.string() }));
const docker = named(
  "DockerEndpoint",
  z.object({
    host: z.string().describe("`ssh://user@host:port`, for `DOCKER_HOST` or `docker context create --docker host=…`."),
    knownHosts: z
      .string()
      .describe("The host's keys as lines of known_hosts; empty where only their fingerprints are known."),
  }),
);
const storage = named("ClusterStorage", z.object({ name: z.string(), address: z.string() }));

/** What a component on machines of any source gives: the outputs of the program. */
export const clusterOutputs = z.object({
  nodes: z.array(node).describe("All nodes."),
  managers: z.array(z.string()).describe("Names of the managers."),
  docker: docker.describe("The first manager for Docker's own client."),
  joinTokens: swarmOutputs.shape.joinTokens.describe("Join tokens."),
  unlockKey: secret(z.string()).optional().describe("Unlock key, where autolock is on."),
  services: z.array(service).describe("The services of all stacks, as they ran when their stack had converged."),
  urls: z.record(z.string(), z.string()).describe("Where each published port answers on the first machine."),
  endpoints: z.array(endpoint).describe("Where each published port answers, on every machine."),
  storage: storage.optional().describe("Shared storage, where it is asked for."),
});
