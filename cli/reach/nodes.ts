import { SwarmError } from "../../provisioners/core/errors";
import type { DeclaredNode, DeclaredSwarm } from "../stack/declared-swarm";

/** @throws SwarmError `NOTHING_NAMED` with the nodes that there are */
export function nodeNamed(name: string, { nodes }: DeclaredSwarm): DeclaredNode {
  const found = nodes.find((node) => node.name === name || node.nodeId === name);
  if (found) return found;
  throw new SwarmError({
    code: "NOTHING_NAMED",
    summary: `The stack declares no node ${name}`,
    fix: `Use one of ${nodes.map((node) => node.name).join(", ")}`,
  });
}
