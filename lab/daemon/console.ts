import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { machineFolder } from "../paths";

/** Where a machine's console goes. Its first start makes the file. */
export const consoleFile = (lab: string, name: string) => join(machineFolder(lab, name), "console.log");

/** The last lines of a console, which explain a failure. */
export function endOfConsole(file: string): string {
  if (!existsSync(file)) return "(empty)";
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-8).join("\n") || "(empty)";
}
