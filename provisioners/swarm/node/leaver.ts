import type { z } from "zod";
import type { nodeInputs } from "./schema";

/** A node that is being removed from its swarm. */
export type Leaver = Pick<z.output<typeof nodeInputs>, "connection" | "name" | "address"> & { nodeId: string };
