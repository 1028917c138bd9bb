import { ensureImages } from "./image";
import { fillRegistry } from "./registry/fill";
import { umlModules, xstateLibrary } from "./uml";

/** Makes what every lab needs and what takes time: the machines' images and the containers' images. */
export async function prepareLab(status: (text: string) => void): Promise<void> {
  await xstateLibrary();
  await ensureImages(await umlModules(), status);
  await fillRegistry(status);
}
