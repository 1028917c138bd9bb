import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import semver from "semver";
import { execute } from "../../../provisioners/core/process";
import { type Made, withFakeDaemon } from "./fake-daemon";

/** Docker's own client, on this machine. */
export interface DockerClient {
  program: string;
  version: string;
}

/** Older clients read values without quotes by other rules; what newer ones do differently is not known yet. */
const KNOWN = "27 - 28";

/** The client on PATH, or why there is none to compare with. */
export function findClient(): DockerClient | string {
  const program = "docker";
  const { stdout, error } = spawnSync(program, ["--version"], { encoding: "utf8" });
  if (error) return "there is no program docker on PATH: install docker-cli or docker-ce-cli, version 27 or 28";
  const version = /version (\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? "0.0.0";
  if (semver.satisfies(version, KNOWN)) return { program, version };
  return `docker on PATH is of version ${version}: version 27 or 28 is needed`;
}

export interface StackInput {
  text: string;
  variables?: Record<string, string>;
  /** Files beside the stack file, by their paths. */
  files?: Record<string, string>;
}

export interface Deployment {
  /** What the client says where it refuses the file. */
  refused?: string;
  /** Keys of services that it says it ignores. */
  ignored: string[];
  made: Made;
}

/** The stack's name in a deployment. */
export const STACK = "t";

/** Has the client deploy a stack file to a daemon that only writes down what it is asked for. */
export async function deployWith({ program }: DockerClient, input: StackInput): Promise<Deployment> {
  const { text, variables = {}, files = {} } = input;
  const folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-client-"));
  try {
    // So deep that files above the stack file are still in the folder.
    const beside = join(folder, "a/b/c/d");
    await mkdir(beside, { recursive: true });
    for (const [path, content] of Object.entries({ ...files, "stack.yaml": text })) {
      await mkdir(dirname(join(beside, path)), { recursive: true });
      await writeFile(join(beside, path), content);
    }
    const socket = join(folder, "socket");
    const args = ["--host", `unix://${socket}`, "stack", "deploy", "--detach", "--resolve-image", "never"];
    const { result, made } = await withFakeDaemon(socket, () =>
      execute(program, [...args, "--compose-file", "stack.yaml", STACK], {
        cwd: beside,
        env: { ...variables, HOME: "/root", PATH: process.env.PATH, DOCKER_CONFIG: folder },
        timeoutMs: 60_000,
      }),
    );
    const said = result.stderr.trim();
    const ignored = /^Ignoring unsupported options: (.*)$/m.exec(said)?.[1]?.split(", ") ?? [];
    return { ...(result.code !== 0 && { refused: reasonIn(said) }), ignored, made };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function reasonIn(said: string): string {
  const lines = said.split("\n").filter((line) => line !== "" && !line.startsWith("Ignoring "));
  return lines.join("\n") || "it ended with an error";
}
