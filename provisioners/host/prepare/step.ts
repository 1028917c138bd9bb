import type { z } from "zod";
import type { Host } from "../../docker/host";
import type { Change } from "./changes";
import type { hostInputs } from "./schema";

/** What a host should be like. */
export type Wanted = z.output<typeof hostInputs>;

/**
 * What of a host differs from what is wanted; empty where nothing does. The same look serves to prepare the host, to see
 * later what somebody changed, and, with nothing wanted, to take away what was written. What there was before stands
 * on the host itself, where a killed run leaves it.
 */
export type Step = (host: Host, wanted: Wanted) => Promise<Change[]>;

/** What is kept on the host of the time before. */
export const keptFolder = "/var/lib/pulumi-swarm";
