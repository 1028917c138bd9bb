import { isMet } from "../../docker/services/placement";
import type { Service, SwarmNode } from "../../docker/shapes";
import { hashInSource } from "./on-node";

/** A copy that tasks need wherever they may run. */
export interface Need {
  hash: string;
  constraints: readonly string[];
}

/** The copies that tasks on a node need. One that is not known, or of which nothing is known, may get any task. */
export function neededOn(node: SwarmNode | undefined, needs: readonly Need[]): string[] {
  const wanted = needs.filter(({ constraints }) => !node || constraints.every((text) => mayMeet(text, node)));
  return [...new Set(wanted.map(({ hash }) => hash))];
}

/** Labels change at any time, without the stack being deployed: they exclude no node. */
function mayMeet(constraint: string, node: SwarmNode): boolean {
  return /^\s*(node|engine)\.labels\./i.test(constraint) || !node.Description || isMet(constraint, node);
}

/** The copies that services of a stack mount. */
export function needsOf(stack: string, specs: readonly Service["Spec"][]): Need[] {
  return specs.flatMap(({ TaskTemplate: { ContainerSpec, Placement } }) =>
    (ContainerSpec?.Mounts ?? []).flatMap(({ Source }) => {
      const hash = hashInSource(stack, Source);
      return hash ? [{ hash, constraints: Placement?.Constraints ?? [] }] : [];
    }),
  );
}
