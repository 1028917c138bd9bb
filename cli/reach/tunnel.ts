import { once } from "node:events";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { run } from "../../provisioners/core/process";
import { untilInterrupted } from "../context";
import { globalsOf, swarmOf } from "../globals";
import { withDockerSocket } from "./docker-socket";

/** Where the socket of a swarm is, unless the user says: a folder that only the user may enter. */
export function socketPath(swarm: string, env = process.env): string {
  const folder = env.XDG_RUNTIME_DIR ?? join(tmpdir(), `pulumi-swarm-${userInfo().uid}`);
  return join(folder, "pulumi-swarm", `${swarm}.sock`);
}

export function addTunnel(program: Command): void {
  program
    .command("tunnel")
    .description("a local socket that leads to the Docker of a living manager, until ^C")
    .option("--socket <path>", "where the socket is to be")
    .addHelpText("after", "\nExample:\n  pulumi-swarm tunnel &\n  DOCKER_HOST=unix://… docker service ls")
    .action(async (_options, command: Command) => {
      const options = globalsOf<{ socket?: string }>(command);
      const declared = await swarmOf(options);
      const path = options.socket ?? socketPath(declared.name);
      await untilInterrupted((context) =>
        withDockerSocket(context, declared, path, async () => {
          console.log(`export DOCKER_HOST=unix://${path}`);
          if (!context.signal.aborted) await once(context.signal, "abort");
        }),
      );
    });
}

export function addContext(program: Command): void {
  program
    .command("context")
    .description("a context of Docker's client for the swarm")
    .command("create [name]")
    .description("create one that leads through `pulumi-swarm tunnel`, which has to run while it is used")
    .option("--socket <path>", "socket of the tunnel")
    .action(async (name: string | undefined, _options, command: Command) => {
      const options = globalsOf<{ socket?: string }>(command);
      const declared = await swarmOf(options);
      const path = options.socket ?? socketPath(declared.name);
      const given = name ?? declared.name;
      const what = "create the context";
      await run("docker", ["context", "create", given, "--docker", `host=unix://${path}`], {
        what,
        code: "CANNOT_START",
      });
      console.log(`Use it with: docker --context ${given} node ls`);
    });
}
