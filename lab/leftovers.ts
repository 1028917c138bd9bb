import { existsSync } from "node:fs";
import { backends } from "./backends";
import { controlSocket, labFolder, socketsFolder } from "./paths";
import { loadMachines } from "./store";
import { listens } from "./system/listens";
import { endProcesses, processesWith } from "./system/processes";

/** What the command lines of a lab's machines begin a word with. */
const machineWords = (lab: string) => new Set(Object.values(backends).map((backend) => backend.processWord(lab, "")));

/** What is left of a lab: processes, sockets, files. Empty after its last machine was removed. */
export async function leftovers(lab: string): Promise<string[]> {
  const found: string[] = [];
  if (await listens({ path: controlSocket(lab) })) found.push(`the lab ${lab} still runs`);
  for (const machine of await loadMachines(lab)) found.push(`machine ${machine.name}`);
  for (const word of machineWords(lab)) {
    for (const pid of await processesWith(word, "prefix")) found.push(`process ${pid} of a machine`);
  }
  for (const pid of await processesWith(`${labFolder(lab)}/`, "prefix")) found.push(`process ${pid} of a service`);
  for (const folder of [labFolder(lab), socketsFolder(lab)]) if (existsSync(folder)) found.push(folder);
  return found;
}

/** Ends the machines of a lab whose daemon or network was killed. */
export async function endMachines(lab: string): Promise<void> {
  for (const word of machineWords(lab)) await endProcesses(word, "prefix");
}
