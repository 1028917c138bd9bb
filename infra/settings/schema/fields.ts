import { z } from "zod";
import { nodeInputs } from "../../../provisioners/swarm/node/schema";

// YAML reads `zone: 1` as a number and `ssd: true` as a boolean; labels and variables are text.
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(z.string());
export const texts = z.record(z.string(), text);

/** What every machine has, wherever it comes from. */
export const machineFields = {
  role: nodeInputs.shape.role.describe("what the machine is in the swarm: manager or worker"),
  labels: texts.default({}).describe("node labels, such as {disk: ssd}"),
  availability: nodeInputs.shape.availability.describe("whether tasks may run there: active, pause or drain"),
};
