import * as pulumi from "@pulumi/pulumi";
import {
  type Component,
  type Constructed,
  type Construction,
  InputProblems,
} from "../../provisioners/provider/components/component";
import { fieldOf } from "../../provisioners/schema/field";
import { Cluster, type ClusterArgs } from "../cluster";
import { checkMachines } from "../cluster/check-machines";
import { givenMachines, type HostMachineArgs } from "../sources/hosts/machines";
import { clusterInputs } from "./cluster-inputs";
import { clusterOutputs } from "./outputs";

/** The class `Cluster`, on machines that exist or that other resources make. */
export const clusterComponent: Component = {
  name: "Cluster",
  description: "A Docker Swarm on given machines: Docker on each, one swarm, every machine a node of it.",
  inputs: fieldOf(clusterInputs),
  outputs: fieldOf(clusterOutputs),
  schema: clusterInputs,
  construct,
};

/** The arguments as the schema has them. */
interface GivenArgs extends Omit<ClusterArgs, "machines"> {
  machines: HostMachineArgs[];
}

async function construct({ name, options, ...request }: Construction): Promise<Constructed> {
  const { machines, ...args } = request.arguments() as unknown as GivenArgs;
  const problems = checkMachines(machines);
  if (problems.length > 0) throw new InputProblems(problems.map((text) => ({ path: "", text })));
  const given = givenMachines(machines, "machines", `the inputs of \`${name}\``);
  const cluster = new Cluster(name, { ...args, machines: given }, options);
  const { nodes, docker, joinTokens, unlockKey } = cluster;
  // Secret as a whole: YAML's language host loses a secret inside a list.
  const [managers, workers, hosts] = [cluster.managers, cluster.workers, cluster.hosts].map((each) =>
    pulumi.secret(each),
  );
  // What takes the ID comes after every node, and on destroy goes before one leaves, as with `objectOptions`.
  const swarmId = pulumi.all([cluster.swarmId, ...nodes.map(({ nodeId }) => nodeId)]).apply(([id]) => id);
  return { urn: cluster.urn, outputs: { swarmId, managers, workers, hosts, nodes, docker, joinTokens, unlockKey } };
}
