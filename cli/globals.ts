import type { Command } from "commander";
import { chooseSwarm, type DeclaredSwarm, declaredSwarms } from "./stack/declared-swarm";
import { type StackChoice, stateOf } from "./stack/export";

/** Options that every command takes. */
export interface GlobalOptions extends StackChoice {
  swarm?: string;
  json?: boolean;
}

/** A command's options with those that every command takes. */
export const globalsOf = <T extends object>(command: Command) => command.optsWithGlobals<GlobalOptions & T>();

/** The swarm that a command is about. */
export async function swarmOf(options: GlobalOptions): Promise<DeclaredSwarm> {
  return chooseSwarm(declaredSwarms(await stateOf(options)), options.swarm);
}

/** Prints what a command found, as text or as JSON. */
export function print({ json }: GlobalOptions, value: unknown, text: () => string): void {
  console.log(json ? JSON.stringify(value, undefined, 2) : text());
}
