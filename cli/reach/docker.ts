import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { execute } from "../../provisioners/core/process";
import { withContext } from "../context";
import { globalsOf, swarmOf } from "../globals";
import { withDockerSocket } from "./docker-socket";
import { commandWords } from "./words";

export function addDocker(program: Command): void {
  program
    .command("docker <arguments...>")
    .description("run this computer's Docker client on whichever manager lives")
    .passThroughOptions()
    .addHelpText("after", "\nExamples:\n  pulumi-swarm docker -- node ls\n  pulumi-swarm docker -- service ls")
    .action(async (words: string[], _options, command: Command) => {
      const declared = await swarmOf(globalsOf(command));
      const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-"));
      const path = join(folder, "docker.sock");
      try {
        process.exitCode = await withContext((context) =>
          withDockerSocket(context, declared, path, async () => {
            const { DOCKER_CONTEXT, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, ...rest } = process.env;
            const to = { ...rest, DOCKER_HOST: `unix://${path}` };
            return (await execute("docker", commandWords(words), { terminal: true, env: to })).code;
          }),
        );
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });
}
