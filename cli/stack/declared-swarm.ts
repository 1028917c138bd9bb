import { SwarmError } from "../../provisioners/core/errors";
import type { Connection } from "../../provisioners/ssh/schema";
import type { Manager } from "../../provisioners/swarm/access/schema";
import type { StateResource } from "./export";

/** A node as a stack declares it. */
export interface DeclaredNode {
  name: string;
  role: "manager" | "worker";
  availability: "active" | "pause" | "drain";
  address: string;
  connection: Connection;
  nodeId: string;
}

/** A swarm as a stack's state has it. */
export interface DeclaredSwarm {
  /** Name of its resource. */
  name: string;
  swarmId: string;
  managers: Manager[];
  nodes: DeclaredNode[];
  /** Names of its stacks of services. */
  stacks: string[];
}

const nameOf = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);

/** Every swarm of a state, whatever program declares it. */
export function declaredSwarms(resources: readonly StateResource[]): DeclaredSwarm[] {
  const ofType = (type: string) => resources.filter((resource) => resource.type === `swarm:index:${type}`);
  return ofType("Swarm").map(({ urn, properties }) => {
    const { swarmId, managers } = properties as Pick<DeclaredSwarm, "swarmId" | "managers">;
    const own = (type: string) => ofType(type).filter((each) => each.properties.swarmId === swarmId);
    return {
      name: nameOf(urn),
      swarmId,
      managers,
      nodes: own("Node").map(({ properties }) => properties as unknown as DeclaredNode),
      stacks: own("Stack").map(({ properties }) => String(properties.name)),
    };
  });
}

/**
 * The swarm of a state: the only one, or the one that is named.
 *
 * @throws SwarmError `NO_SWARM` where the state has none; `SEVERAL_SWARMS`, `UNKNOWN_SWARM` with the names that there are.
 */
export function chooseSwarm(swarms: readonly DeclaredSwarm[], name?: string): DeclaredSwarm {
  const names = swarms.map((swarm) => swarm.name).join(", ");
  const [only, another] = swarms;
  if (!only) {
    throw new SwarmError({
      code: "NO_SWARM",
      summary: "The stack's state has no swarm",
      fix: "Run `pulumi up` first, or name the stack of the cluster with `--stack`",
    });
  }
  if (name !== undefined) {
    const named = swarms.find((swarm) => swarm.name === name);
    if (named) return named;
    throw new SwarmError({
      code: "UNKNOWN_SWARM",
      summary: `The stack's state has no swarm ${name}`,
      fix: `Use one of ${names}`,
    });
  }
  if (!another) return only;
  throw new SwarmError({
    code: "SEVERAL_SWARMS",
    summary: `The stack's state has ${swarms.length} swarms`,
    fix: `Choose one with \`--swarm\`: ${names}`,
  });
}
