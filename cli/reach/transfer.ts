import { cp, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { type Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { create, extract } from "tar";

/** Sends a file or folder as a tar archive into a command, and waits for the command's end. */
export async function sendTo(command: Duplex, path: string): Promise<void> {
  const from = resolve(path);
  await stat(from);
  const ended = endOf(command);
  const archive = create({ cwd: dirname(from), portable: true }, [`./${basename(from)}`]);
  await Promise.all([pipeline(Readable.from(archive), command), ended]);
}

/**
 * Unpacks what a command prints as a tar archive, and puts it where it is to be: into a folder that is there, or under the
 * name that is given. Nothing is there before all of it has come.
 *
 * @param isContents The archive has what is in a folder, not the folder.
 * @returns where it is now
 */
export async function receiveFrom(command: Duplex, path: string, isContents: boolean): Promise<string> {
  const to = resolve(path);
  const isFolder = (await stat(to).catch(missing))?.isDirectory() === true;
  const folder = await mkdtemp(join(isFolder ? to : dirname(to), ".pulumi-swarm-"));
  try {
    const broken: string[] = [];
    const onwarn = (code: string, message: string | Error) => {
      if (/BAD_ARCHIVE|ENTRY_ERROR|ABORT/.test(code)) broken.push(String(message));
    };
    const unpack = extract({ cwd: folder, preserveOwner: false, onwarn });
    const unpacked = new Promise((done, failed) => unpack.once("close", done).once("error", failed));
    command.pipe(unpack as unknown as NodeJS.WritableStream);
    command.end();
    await Promise.all([unpacked, endOf(command)]);
    if (broken[0] !== undefined) throw new Error(`what came cannot be unpacked: ${broken[0]}`);
    const [name = ""] = await readdir(folder);
    const target = isFolder && !isContents ? join(to, name) : to;
    await cp(isContents ? folder : join(folder, name), target, { recursive: true });
    return target;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}

/** The command's end; rejects with its error, which may come after its last byte. */
function endOf(command: Duplex): Promise<void> {
  command.on("error", () => undefined).resume();
  return new Promise((done, failed) => {
    const settle = () => (command.errored ? failed(command.errored) : done());
    // A command that fails at once may have ended before anybody listens.
    if (command.closed) settle();
    else command.once("close", settle);
  });
}
