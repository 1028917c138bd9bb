import type { Readable } from "node:stream";
import type { Host } from "../host";
import { call, unlessMissing } from "./call";
import { streamedError } from "./streamed";

/** The ID of an image on a host; `undefined` where there is none of this name. */
export async function imageId(host: Host, name: string): Promise<string | undefined> {
  const found = call<{ Id: string }>(host, `inspect the image ${name}`, (docker) => docker.getImage(name).inspect());
  return (await unlessMissing(found))?.Id;
}

/** Sends an archive of images; what Docker says against it, if anything. */
export const loadImages = (host: Host, name: string, archive: Readable & NodeJS.ReadableStream, deadlineMs: number) =>
  call<string | undefined>(
    host,
    `load ${name}`,
    async (docker) => streamedError(await docker.loadImage(archive, { quiet: true })),
    { deadlineMs },
  );
