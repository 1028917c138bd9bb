import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import type { SwarmState } from "../../docker/shapes";
import type { Problem } from "../../provider/resource";
import type { swarmInputs } from "./schema";

type Inputs = z.output<typeof swarmInputs>;

/** What Docker sets only when a swarm is made. */
const immutable = ["addressPools", "subnetSize", "dataPathPort"] as const;

/** Refuses to change what is fixed: a new swarm in place of this one would end everything that runs in it. */
export function immutableProblems(before: Inputs, now: Inputs): Problem[] {
  return immutable.flatMap((property) => {
    if (isDeepStrictEqual(before[property], now[property])) return [];
    const old = [before[property]].flat().join(", ");
    const reason =
      `Docker sets it only when a swarm is made, and this one has ${old}. Fix: put ${old} back. ` +
      "For another value make a new swarm: `pulumi destroy`, which ends everything that runs in this one, then `pulumi up`. " +
      "A single network can have a subnet of its own, in its stack file.";
    return [{ property, reason }];
  });
}

/** What to tell of a swarm that was there already and differs in what is fixed. */
export function keptSettings(state: SwarmState, inputs: Inputs): string | undefined {
  const pools = state.DefaultAddrPool ?? [];
  const same =
    isDeepStrictEqual([...pools].sort(), [...inputs.addressPools].sort()) &&
    state.SubnetSize === inputs.subnetSize &&
    (state.DataPathPort ?? inputs.dataPathPort) === inputs.dataPathPort;
  if (same) return undefined;
  return (
    `The adopted swarm keeps its address pools ${pools.join(", ") || "(Docker's default)"} of /${state.SubnetSize} and ` +
    `its data path port ${state.DataPathPort}: they are set only when a swarm is made`
  );
}
