import { createReadStream } from "node:fs";
import { SwarmError } from "../core/errors";
import { imageId, loadImages } from "../docker/client/images";
import type { Host } from "../docker/host";
import type { HandlerContext } from "../provider/handler-context";
import { transferMs } from "../ssh/commands/transfer";
import type { Archive } from "./archive";

/** Images that a host lacks: none of this name, or, unless only names count, one with another ID. */
export async function missingOn(host: Host, images: Archive["images"], { byName = false } = {}): Promise<string[]> {
  const looked = Object.entries(images).map(async ([name, ids]) => {
    const id = await imageId(host, name);
    return id !== undefined && (byName || ids.includes(id)) ? [] : [name];
  });
  return (await Promise.all(looked)).flat();
}

/**
 * Sends an archive to a host's Docker, which unpacks it as it comes: it never lies on the host as a file.
 * @throws SwarmError `IMAGES_NOT_LOADED`
 */
export async function load(context: HandlerContext, host: Host, { path, name, size, images }: Archive): Promise<void> {
  context.status(`${host.label}: loading ${name} (${Math.ceil(size / 1e6)} MB)`);
  const file = createReadStream(path);
  try {
    const error = await loadImages(host, name, file, transferMs(size));
    const missing = error === undefined ? await missingOn(host, images, { byName: true }) : [];
    if (error === undefined && missing.length === 0) return;
    throw new SwarmError({
      code: "IMAGES_NOT_LOADED",
      summary: `Docker did not load ${name}`,
      host: host.label,
      cause: error ?? `after loading it there is no ${missing.join(", ")}`,
      fix: "See that the host has room for the images (`docker system df`) and that the archive is whole, then run again.",
    });
  } finally {
    file.destroy();
  }
}
