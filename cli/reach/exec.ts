import type { Command } from "commander";
import { withContext } from "../context";
import { globalsOf, swarmOf } from "../globals";
import { findTask } from "./find-task";
import { commandWords } from "./words";

export function addExec(program: Command): void {
  program
    .command("exec <service> <command...>")
    .description("run a command in a container of a service, on whichever node it is; `web.2` for its second replica")
    .option("-i, --interactive", "give it this terminal's input, or what is piped in")
    .option("-t, --tty", "give it a terminal")
    .option("--node <name>", "the task on this node")
    .passThroughOptions()
    .addHelpText(
      "after",
      "\nExamples:\n  pulumi-swarm exec shop_web -- env\n  pulumi-swarm exec -it shop_db.1 -- psql -U shop\n  pulumi-swarm exec -i shop_db.1 -- psql -U shop <dump.sql",
    )
    .action(async (name: string, words: string[], _options, command: Command) => {
      const options = globalsOf<{ interactive?: boolean; tty?: boolean; node?: string }>(command);
      const declared = await swarmOf(options);
      process.exitCode = await withContext(async (context) => {
        const { container, node } = await findTask(context, declared, name, options.node);
        const host = await context.hosts.use(node.connection, { name: node.name, signal: context.signal });
        const flags = [...(options.interactive ? ["-i"] : []), ...(options.tty ? ["-t"] : [])];
        const line = ["docker", "exec", ...flags, container, ...commandWords(words)];
        context.status("");
        if (options.interactive || options.tty) {
          const sudo = node.connection.user === "root" ? [] : ["sudo"];
          const { stdin: input, stdout: output, stderr } = process;
          // Without a terminal bytes pass as they are: a dump that is piped in is no typing.
          return host.terminal([...sudo, ...line], { input, output, ...(!options.tty && { errors: stderr }) });
        }
        const { stdout, stderr, code } = await host.run(line, { codes: anyCode, deadlineMs: EXEC_MS });
        process.stdout.write(stdout);
        process.stderr.write(stderr);
        return code;
      });
    });
}

const EXEC_MS = 3_600_000;
const anyCode = Array.from({ length: 256 }, (_, code) => code);
