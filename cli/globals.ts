import { type Command, Option } from "commander";
import { Progress } from "./progress";
import { chooseSwarm, type DeclaredSwarm, declaredSwarms } from "./stack/declared-swarm";
import { type StackChoice, stateOf } from "./stack/export";

/** Options that every command takes. */
export interface GlobalOptions extends StackChoice {
  swarm?: string;
  json?: boolean;
}

/** Gives a command, and those below it, the options that every command takes: they may stand behind its name, too. */
export function takeGlobals(command: Command): void {
  const known = new Set(command.options.map(({ long }) => long));
  for (const [flags, about] of globalOptions) {
    const option = new Option(flags, about);
    // The program's own help lists them.
    if (!known.has(option.long)) command.addOption(command.parent ? option.hideHelp() : option);
  }
  for (const each of command.commands) takeGlobals(each);
}

const globalOptions = [
  ["--stack <name>", "stack of the cluster (default: the selected one)"],
  ["--cwd <folder>", "folder of the Pulumi project (default: the current one)"],
  ["--swarm <name>", "resource name of the swarm, where the stack has several"],
  ["--json", "print JSON"],
] as const;

/** A command's options with those that every command takes. */
export const globalsOf = <T extends object>(command: Command) => command.optsWithGlobals<GlobalOptions & T>();

/** The swarm that a command is about. */
export async function swarmOf(options: GlobalOptions): Promise<DeclaredSwarm> {
  const progress = new Progress();
  progress.status("reading the stack's state");
  try {
    return chooseSwarm(declaredSwarms(await stateOf(options)), options.swarm);
  } finally {
    progress.end();
  }
}

/** Prints what a command found, as text or as JSON. */
export function print({ json }: GlobalOptions, value: unknown, text: () => string): void {
  console.log(json ? JSON.stringify(value, undefined, 2) : text());
}
