import { Argument, type Command } from "commander";
import { type Shell, scriptFor, shells } from "./scripts";
import { treeOf } from "./tree";

export function addCompletion(program: Command): void {
  program
    .command("completion")
    .description("print a script that completes commands and options in a shell")
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .addHelpText(
      "after",
      "\nExamples:\n  echo 'source <(pulumi-swarm completion bash)' >>~/.bashrc\n  echo 'source <(pulumi-swarm completion zsh)' >>~/.zshrc\n  pulumi-swarm completion fish >~/.config/fish/completions/pulumi-swarm.fish",
    )
    .action((shell: Shell) => {
      process.stdout.write(scriptFor(shell, program.name(), treeOf(program)));
    });
}
