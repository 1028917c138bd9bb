import type { Command } from "commander";
import { withContext } from "../context";
import { globalsOf, swarmOf } from "../globals";
import { nodeNamed } from "./nodes";
import { commandWords } from "./words";

export function addSsh(program: Command): void {
  program
    .command("ssh <node> [command...]")
    .description("a shell on a node, or one command there; its host key is checked against the state")
    .passThroughOptions()
    .addHelpText("after", "\nExamples:\n  pulumi-swarm ssh worker-1\n  pulumi-swarm ssh worker-1 -- df -h")
    .action(async (name: string, words: string[], _options, called: Command) => {
      const command = commandWords(words);
      const declared = await swarmOf(globalsOf(called));
      const { connection } = nodeNamed(name, declared);
      process.exitCode = await withContext(async ({ hosts, signal, status }) => {
        const host = await hosts.use(connection, { name, signal, status });
        status("");
        const { stdin: input, stdout: output } = process;
        return host.terminal(command.length > 0 ? command : undefined, { input, output });
      });
    });
}
