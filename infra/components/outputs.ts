import { z } from "zod";
import { named, secret } from "../../provisioners/schema/marks";
import { namedHostSchema } from "../../provisioners/ssh/schema";
import { stackOutputs } from "../../provisioners/stack/schema";
import { managerSchema } from "../../provisioners/swarm/access/schema";
import { swarmOutputs } from "../../provisioners/swarm/cluster/schema";
import { clusterEndpoint, clusterNode, dockerEndpoint } from "../cluster/schema";

const service = named("ClusterService", stackOutputs.shape.services.element.extend({ stack: z.string() }));
const storage = named("ClusterStorage", z.object({ name: z.string(), address: z.string() }));

const { swarmId, joinTokens, unlockKey } = swarmOutputs.shape;
const ofEveryCluster = {
  nodes: z.array(clusterNode).describe("All nodes."),
  docker: dockerEndpoint.describe("The first manager for Docker's own client."),
  joinTokens,
  unlockKey,
};

/** What a cluster on given machines gives: also all that resources take which talk to the swarm. */
export const clusterOutputs = z.object({
  swarmId,
  managers: secret(z.array(managerSchema)).describe("The managers with their connections."),
  workers: secret(z.array(managerSchema)).describe("The workers with their connections."),
  hosts: secret(z.array(namedHostSchema)).describe("All nodes with their connections."),
  ...ofEveryCluster,
});

/** What a component on machines of any source gives: the outputs of the program. */
export const programOutputs = z.object({
  ...ofEveryCluster,
  managers: z.array(z.string()).describe("Names of the managers."),
  services: z.array(service).describe("The services of all stacks, as they ran when their stack had converged."),
  urls: z.record(z.string(), z.string()).describe("Where each published port answers on the first machine."),
  endpoints: z.array(clusterEndpoint).describe("Where each published port answers, on every machine."),
  storage: storage.optional().describe("Shared storage, where it is asked for."),
});
