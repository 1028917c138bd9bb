import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { imagesFolder } from "../paths";
import { machineImagesInUse } from "../store";
import { type KernelKind, kernelKinds } from "./kernel";

/** Removes images of older recipes that no machine is based on any more; those for other kernels stay. */
export async function removeOldImages(current: string, kernel: KernelKind): Promise<void> {
  const used = await machineImagesInUse();
  const others = kernelKinds.filter((kind) => kind !== kernel);
  for (const name of await readdir(imagesFolder())) {
    const path = join(imagesFolder(), name);
    const isKept = path === current || others.some((kind) => name.startsWith(`${kind}-`));
    if (!isKept && !used.some((image) => image.startsWith(path))) await rm(path, { recursive: true });
  }
}
