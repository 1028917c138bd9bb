import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SwarmError } from "../../../../provisioners/core/errors";
import type { Host } from "../../../../provisioners/docker/host";

/** Where copies are on a node. */
export const copiesFolder = "/var/lib/pulumi-swarm/files";

/** A folder of this machine that stands for a node's, with the commands about copies run there by the real shell. */
export function localNode(): { folder: string; run: Host["run"] } {
  const folder = mkdtempSync(join(tmpdir(), "node-"));
  return { folder, run: (command, options) => local([...command], folder, options?.stdin) };
}

/** Whether a command is about copies. */
export const isAboutCopies = (command: string | readonly string[]) =>
  Array.isArray(command) && command.some((word: string) => word.startsWith(copiesFolder));

function local(
  [program = "", ...words]: string[],
  folder: string,
  stdin: string | Buffer = "",
): ReturnType<Host["run"]> {
  // Whoever runs the test is root here.
  const args = words.map((word) => word.replace(copiesFolder, folder).replace("%U:%G", "0:0"));
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, (error, stdout, stderr) => {
      if (!error) resolve({ stdout, stderr, code: 0 });
      else reject(new SwarmError({ code: "SSH_COMMAND_FAILED", summary: "Failed", cause: stderr }));
    });
    // A command that reads nothing may have ended.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(stdin);
  });
}

/** A folder of a test's own, for what lies beside a stack file. */
export function project(): string {
  const folder = join(mkdtempSync(join(tmpdir(), "project-")), "shop");
  mkdirSync(folder);
  return folder;
}
