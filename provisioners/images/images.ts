import { isDeepStrictEqual } from "node:util";
import type { z } from "zod";
import { onEach } from "../core/on-each";
import { dialOrLater, dialOrWarn, type HandlerContext } from "../provider/handler-context";
import { defineResource } from "../provider/resource";
import { type Archive, archiveProblems, readArchive } from "./archive";
import { load, missingOn } from "./load";
import { imagesInputs, imagesOutputs } from "./schema";

type Inputs = z.output<typeof imagesInputs>;

/** `Images`: brought to nodes over SSH, for networks in which no registry is reached. Removal keeps them. */
export const images = defineResource({
  name: "Images",
  description: "Container images from files of `docker save`, loaded on hosts that do not have them.",
  inputs: imagesInputs,
  outputs: imagesOutputs,
  reads: ["archives"],

  check: ({ archives }) => archiveProblems(archives),

  /** Archives are their images, wherever they lie. */
  diff: (state, { archives }, usual) => ({
    ...usual,
    changes:
      usual.changes ||
      Boolean(state.pending?.length) ||
      !isDeepStrictEqual(state.images, idsOf(archives.map(readArchive))),
  }),

  create: async (context, inputs) => ({ id: "images", outputs: await provide(context, inputs) }),

  async read(context, _id, state) {
    const inputs = imagesInputs.parse(state);
    const wanted = Object.fromEntries(Object.entries(state.images).map(([name, id]) => [name, [id]]));
    const missing = await Promise.all(
      inputs.hosts.map(async (target) => {
        const host = await dialOrWarn(context, target, "its images are taken as they were", ["SSH_UNREACHABLE"]);
        // By name only: an image store may know it by another ID than the archive says first.
        return host
          ? (await missingOn(host, wanted, { byName: true })).map((image) => `${image} on ${target.name}`)
          : [];
      }),
    );
    for (const text of missing.flat()) context.log(`The image ${text} is missing`, "warning");
    return { inputs, outputs: imagesOutputs.parse(state), drifted: missing.flat().length > 0 };
  },

  update: (context, _id, state, inputs) => provide(context, inputs, state.hosts),
});

async function provide(
  context: HandlerContext,
  { hosts, archives }: Inputs,
  before?: Inputs["hosts"],
): Promise<z.output<typeof imagesOutputs>> {
  const read = archives.map(readArchive);
  const done = await onEach(hosts, { what: "load images", code: "IMAGES_FAILED" }, async (target) => {
    const host = await dialOrLater(context, target, before);
    if (!host) return { pending: target.name };
    for (const archive of read) {
      const missing = await missingOn(host, archive.images);
      if (missing.length > 0) await load(context, host, archive);
    }
    return {};
  });
  const pending = done.flatMap(({ pending }) => pending ?? []);
  return { images: idsOf(read), ...(pending.length > 0 && { pending }) };
}

function idsOf(archives: readonly Archive[]): Record<string, string> {
  const pairs = archives.flatMap(({ images }) => Object.entries(images).map(([name, ids]) => [name, ids[0] ?? ""]));
  return Object.fromEntries(pairs);
}
