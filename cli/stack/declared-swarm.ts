import { SwarmError } from "../../provisioners/core/errors";
import type { Intent } from "../../provisioners/host/preflight/check";
import type { Connection } from "../../provisioners/ssh/schema";
import type { Marks } from "../../provisioners/stack/convergence/marks";
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
  dataPathAddress?: string;
  labels?: Record<string, string>;
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
  /** Of each stack by its name: fingerprints of its services as they were deployed. */
  marks?: Record<string, Marks>;
  /** Names of the secrets and configs that are resources of their own. */
  objects?: string[];
  addressPools?: string[];
  dataPathPort?: number;
  /** Settings of the cluster's preflight, where it has one. */
  preflight?: Pick<Intent, "skipChecks" | "maxClockSkew" | "setsHostname">;
  /** Names of the images that nodes got from archives. */
  preloaded?: string[];
  /** Where autolock is on. */
  unlockKey?: string;
}

const nameOf = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);

/** Every swarm of a state, whatever program declares it. */
export function declaredSwarms(resources: readonly StateResource[]): DeclaredSwarm[] {
  const ofType = (type: string) => resources.filter((resource) => resource.type === `swarm:index:${type}`);
  return ofType("Swarm").map(({ urn, properties }) => {
    const { swarmId, managers, addressPools, dataPathPort, unlockKey } = properties as unknown as DeclaredSwarm;
    const own = (type: string) => ofType(type).filter((each) => each.properties.swarmId === swarmId);
    const nodes = own("Node").map(({ properties }) => properties as unknown as DeclaredNode);
    const stacks = own("Stack").map(({ properties }) => properties as unknown as { name: string; marks?: Marks });
    return {
      ...{ name: nameOf(urn), swarmId, managers, nodes, addressPools, dataPathPort, unlockKey },
      stacks: stacks.map(({ name }) => name),
      marks: Object.fromEntries(stacks.flatMap(({ name, marks }) => (marks ? [[name, marks]] : []))),
      objects: [...own("Secret"), ...own("Config")].map(({ properties }) => String(properties.uniqueName)),
      preflight: preflightOf(ofType("Preflight"), nodes),
      preloaded: ofType("Images").flatMap(({ properties }) => Object.keys(properties.images ?? {})),
    };
  });
}

/** The preflight names hosts, and no swarm: it is the one with a node of ours. */
function preflightOf(preflights: readonly StateResource[], nodes: readonly DeclaredNode[]): DeclaredSwarm["preflight"] {
  const isOurs = ({ hosts }: Partial<Intent>) =>
    hosts?.some(({ name, address }) => nodes.some((node) => node.name === name && node.address === address));
  const found = preflights.map(({ properties }) => properties as unknown as Intent).find(isOurs);
  if (!found) return undefined;
  const { skipChecks, maxClockSkew, setsHostname } = found;
  return { skipChecks, maxClockSkew, setsHostname };
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
