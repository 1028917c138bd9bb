import { z } from "zod";
import { swarmInputs } from "../../../provisioners/swarm/cluster/schema";
import { externalCa } from "../../../provisioners/swarm/cluster/settings-schema";

const {
  managers: _managers,
  addressPools: _pools,
  subnetSize: _size,
  ca,
  recover,
  restore,
  joinTokenRotation,
  ...plain
} = swarmInputs.shape;
const { external, ...authority } = ca.unwrap().shape;

/** `swarm:swarm`: settings of the swarm as a whole. */
export const swarmSettings = z.strictObject({
  ...plain,
  joinTokenRotation: z.strictObject(joinTokenRotation.unwrap().shape).optional().describe(meaning(joinTokenRotation)),
  ca: z
    .strictObject({
      ...authority,
      external: z.array(z.strictObject(externalCa.shape)).optional().describe(meaning(external)),
    })
    .optional()
    .describe(meaning(ca)),
  recover: z.strictObject(recover.unwrap().shape).optional().describe(meaning(recover)),
  restore: z.strictObject(restore.unwrap().shape).optional().describe(meaning(restore)),
});

function meaning(schema: z.ZodType): string {
  return schema.description ?? "";
}
