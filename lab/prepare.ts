import { backends } from "./backends";
import type { BackendKind } from "./backends/kind";
import { chooseBackend } from "./choice/choose";
import { ensureImage } from "./image";
import { fillRegistry } from "./registry/fill";

/** Makes what every lab needs and what takes time: the machines' images and the containers' images. */
export async function prepareLab(status: (text: string) => void, kind?: BackendKind): Promise<void> {
  const backend = backends[kind ?? (await chooseBackend()).kind];
  await backend.prepare();
  await ensureImage("docker", await backend.kernel(), status);
  await fillRegistry(["busybox:1.37"], status);
}
