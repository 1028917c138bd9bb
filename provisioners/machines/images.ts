import { fillRegistry } from "../../lab/client";
import type { HandlerContext } from "../provider/handler-context";
import { defineResource } from "../provider/resource";
import { labImagesInputs, labImagesOutputs } from "./images-schema";

/** `LabImages`: what a lab's machines can pull. All labs of a user share the registry, so that removal keeps them. */
export const labImages = defineResource({
  name: "LabImages",
  description:
    "Container images for the machines of labs, which have no way out: the public ones, or stand-ins from Debian's packages where those cannot be pulled.",
  inputs: labImagesInputs,
  outputs: labImagesOutputs,
  async create(context, { images }) {
    return { id: "images", outputs: await provide(context, images) };
  },
  async read(_context, _id, { images, standIns }) {
    // Whether they are still there is seen by the next change, or by Docker.
    return { inputs: { images }, outputs: { standIns } };
  },
  update: (context, _id, _state, { images }) => provide(context, images),
});

async function provide(context: HandlerContext, images: readonly string[]) {
  const { standIns, missing } = await fillRegistry(images, context.status);
  for (const [image, is] of Object.entries(standIns)) context.log(`${image} is a stand-in here: ${is}`);
  for (const [image, reason] of Object.entries(missing)) {
    context.log(`${image} is not in the lab's registry: ${reason}`, "warning");
  }
  return { standIns };
}
