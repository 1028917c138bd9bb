import { existsSync } from "node:fs";
import { backends } from "./backends";
import { isRunning } from "./client";
import { processesWith } from "./daemon/processes";
import { labFolder, socketsFolder } from "./paths";
import { loadMachines } from "./store";

/** What is left of a lab: processes, sockets, files. Empty after its last machine was removed. */
export async function leftovers(lab: string): Promise<string[]> {
  const found: string[] = [];
  if (await isRunning(lab)) found.push(`the lab ${lab} still runs`);
  for (const machine of await loadMachines(lab)) found.push(`machine ${machine.name}`);
  const words = new Set(Object.values(backends).map((backend) => backend.processWord(lab, "")));
  for (const word of words) {
    for (const pid of await processesWith(word, "prefix")) found.push(`process ${pid} of a machine`);
  }
  for (const pid of await processesWith(`${labFolder(lab)}/`, "prefix")) found.push(`process ${pid} of a service`);
  for (const folder of [labFolder(lab), socketsFolder(lab)]) if (existsSync(folder)) found.push(folder);
  return found;
}
