import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cacheFolder } from "../provisioners/core/paths";

export const imagesFolder = () => join(cacheFolder(), "lab", "images");
export const registryFolder = () => join(cacheFolder(), "lab", "registry");
export const aptFolder = () => join(cacheFolder(), "lab", "apt");
/** Which backend boots on this computer. */
export const choiceFile = () => join(cacheFolder(), "lab", "backend.json");
export const labsFolder = () => join(cacheFolder(), "lab", "labs");

/** Everything of one lab. */
export const labFolder = (lab: string) => join(labsFolder(), lab);
export const logFile = (lab: string) => join(labFolder(lab), "lab.log");
export const machinesFolder = (lab: string) => join(labFolder(lab), "machines");
export const machineFolder = (lab: string, name: string) => join(machinesFolder(lab), name);

/** What keeps processes from doing the same thing to a lab at the same time; outside of the lab's folder, which comes and goes. */
export const lockFile = (lab: string, what: "start" | "claim") => join(cacheFolder(), "lab", "locks", `${lab}.${what}`);

/** Sockets stand in a short path: the kernel takes 107 bytes at most. */
export function socketsFolder(lab: string): string {
  const id = createHash("sha256").update(labFolder(lab)).digest("hex").slice(0, 12);
  return join(runtimeFolder(), `pulumi-swarm-${id}`);
}
export const runtimeFolder = () => process.env.XDG_RUNTIME_DIR || tmpdir();
export const controlSocket = (lab: string) => join(socketsFolder(lab), "control");
