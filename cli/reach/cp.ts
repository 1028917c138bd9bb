import { basename } from "node:path";
import type { Command } from "commander";
import { SwarmError } from "../../provisioners/core/errors";
import type { RemoteCommand } from "../../provisioners/ssh/types";
import { type CommandContext, withContext } from "../context";
import { globalsOf, swarmOf } from "../globals";
import type { DeclaredNode, DeclaredSwarm } from "../stack/declared-swarm";
import { findTask } from "./find-task";
import { placesOf } from "./places";
import { receiveFrom, sendTo } from "./transfer";

export function addCp(program: Command): void {
  program
    .command("cp <from> <to>")
    .description(
      "copy a file or folder between this computer and a task's container (`web.2:/path`) or a node (`worker-1:/path`)",
    )
    .option("--node <name>", "the task on this node")
    .addHelpText(
      "after",
      "\nAs with `docker cp`: into a folder that is there, else under the name that is given; `folder/.` is what is in it.\n\nExamples:\n  pulumi-swarm cp shop_web.2:/var/log/app.log .\n  pulumi-swarm cp site.conf worker-1:/etc/nginx/",
    )
    .action(async (from: string, to: string, _options, command: Command) => {
      const options = globalsOf<{ node?: string }>(command);
      const { remote, local, isDownload } = placesOf(from, to);
      const declared = await swarmOf(options);
      await withContext(async (context) => {
        const { node, container } = await whereIs(context, declared, remote.name, options.node);
        const host = await context.hosts.use(node.connection, { name: node.name, signal: context.signal });
        context.status(`copying ${from} to ${to}`);
        if (isDownload) {
          const stream = await host.stream(download(container, remote.path));
          const target = await receiveFrom(stream, local, remote.path.endsWith("/."));
          context.status("");
          console.log(`${from} → ${target}`);
        } else {
          const path = local.endsWith("/.") ? local.slice(0, -2) : local;
          await sendTo(await host.stream(upload(container, path, local !== path, remote.path)), path);
          context.status("");
          console.log(`${local} → ${to}`);
        }
      });
    });
}

/** A node by its name, or the container of a task. */
async function whereIs(
  context: CommandContext,
  declared: DeclaredSwarm,
  name: string,
  at: string | undefined,
): Promise<{ node: DeclaredNode; container?: string }> {
  const node = declared.nodes.find((each) => each.name === name || each.nodeId === name);
  return node ? { node } : findTask(context, declared, name, at);
}

const failed = (what: string) => (host: string, cause: string) =>
  new SwarmError({
    code: "CANNOT_COPY",
    summary: `Cannot ${what}`,
    host,
    cause,
    fix: "Check the path, and its user's rights",
  });

/** Prints a tar archive, as `docker cp` does. */
function download(container: string | undefined, path: string): RemoteCommand {
  const what = `read ${path}`;
  const pack = `path=\${1%/}; cd -- "$(dirname -- "$path")" && exec tar -cf - -- "$(basename -- "$path")"`;
  const command = container ? ["docker", "cp", `${container}:${path}`, "-"] : ["sh", "-c", pack, "download", path];
  return { what, command, failed: failed(what) };
}

/** A container's own copy is left to `docker cp`, which knows its mounts and where its folders are. */
const UNPACK = `set -eu
temp=$(mktemp -d /var/tmp/pulumi-swarm.XXXXXX)
trap 'rm -rf -- "$temp"' EXIT
trap 'exit 1' HUP INT TERM
tar -xof - -C "$temp"
if [ -n "$3" ]; then docker cp "$temp/$1" "$3:$2"; else cp -a -- "$temp/$1" "$2"; fi`;

function upload(container: string | undefined, local: string, isContents: boolean, path: string): RemoteCommand {
  const what = `write ${path}`;
  const name = isContents ? `${basename(local)}/.` : basename(local);
  return { what, command: ["sh", "-c", UNPACK, "upload", name, path, container ?? ""], failed: failed(what) };
}
