import { z } from "zod";

const named = z.object({ id: z.string(), name: z.string() });

/** A file below Docker's folder `swarm`. */
const file = z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() });
export type BackedUpFile = z.output<typeof file>;

/** What a backup says of itself: what a restore and a check need to know, and nothing secret. */
export const manifestSchema = z.object({
  format: z.literal("pulumi-swarm backup 1"),
  /** When Docker was stopped for it. */
  createdAt: z.string(),
  /** Version of Docker on the manager that it is from. */
  engine: z.string(),
  swarmId: z.string(),
  /** The manager whose data it is. */
  node: z.object({ id: z.string(), name: z.string(), address: z.string() }),
  /** The key in it is locked. The unlock key is never part of a backup. */
  autolock: z.boolean(),
  addressPools: z.array(z.string()),
  subnetSize: z.number().int().optional(),
  dataPathPort: z.number().int().optional(),
  /** How often Docker was asked for a new root certificate: forcing a new cluster with another number would ask once more. */
  caRotations: z.number().int(),
  /** How often the swarm was recovered or restored before. */
  recoveries: z.number().int(),
  /** What the swarm had at that moment. */
  nodes: z.array(named.extend({ role: z.enum(["manager", "worker"]), address: z.string().optional() })),
  services: z.array(named.extend({ image: z.string().optional() })),
  networks: z.array(named.extend({ driver: z.string() })),
  configs: z.array(named),
  secrets: z.array(named),
  /** The packed folder. */
  data: z.object({ bytes: z.number().int(), sha256: z.string() }),
  files: z.array(file),
});
export type Manifest = z.output<typeof manifestSchema>;
