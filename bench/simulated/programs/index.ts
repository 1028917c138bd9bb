import type { Program } from "../shell/run";
import { dockerPrograms } from "./docker";
import { filePrograms } from "./files";
import type { Host } from "./host";
import { starters } from "./starters";
import { type HostProgram, systemPrograms } from "./system";
import { textPrograms } from "./text";

export type { Host } from "./host";

const ofEveryMachine: Record<string, Program> = { ...textPrograms, ...filePrograms };
const ofHost: Record<string, HostProgram> = { ...systemPrograms, ...starters, ...dockerPrograms };

/** The program of this name on a host: its file name, in a usual folder where it has one. */
export function programOf(host: Host, path: string): Program | undefined {
  const [, name = path] = /^(?:\/usr)?\/s?bin\/([^/]+)$/.exec(path) ?? [];
  if (Object.hasOwn(ofEveryMachine, name)) return ofEveryMachine[name];
  const program = Object.hasOwn(ofHost, name) ? ofHost[name] : undefined;
  return program && ((call) => program(call, host));
}
