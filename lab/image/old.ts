import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { imagesFolder } from "../paths";
import { machineImagesInUse } from "../store";

/** Removes images of older recipes that no machine is based on any more; those of other series stay. */
export async function removeOldImages(current: string, series: string): Promise<void> {
  const used = await machineImagesInUse();
  for (const name of await readdir(imagesFolder())) {
    const path = join(imagesFolder(), name);
    const isOfSeries = name.startsWith(`${series}-`) && /^[0-9a-f]{16}(\.|$)/.test(name.slice(series.length + 1));
    if (isOfSeries && path !== current && !used.some((image) => image.startsWith(path))) {
      await rm(path, { recursive: true });
    }
  }
}
