import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { messageOf, SwarmError } from "../../core/errors";
import { damaged } from "./age";
import { type Manifest, manifestSchema } from "./manifest";
import { tarEnd, tarEntries, tarHeader, tarPadding } from "./tar";

const MANIFEST = "manifest.json";
/** Docker's folder `swarm` of one manager, packed on it. */
const DATA = "swarm.tar.gz";
/** Names and IDs of what a swarm has. */
const LONGEST_MANIFEST = 64 * 1024 * 1024;

/**
 * A backup before it is encrypted: a tar archive of the manifest and the data, which `age` and `tar` open as well.
 * @throws SwarmError `BACKUP_FAILED` where the data is not what the manifest says
 */
export async function* archiveOf(manifest: Manifest, data: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const mtime = new Date(manifest.createdAt);
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  yield tarHeader(MANIFEST, text.length, mtime);
  yield text;
  yield tarPadding(text.length);
  yield tarHeader(DATA, manifest.data.bytes, mtime);
  yield* checked(data, manifest, (cause) => {
    return new SwarmError({
      code: "BACKUP_FAILED",
      summary: "The data did not arrive as the manager packed it",
      cause,
      fix: "Run it again.",
    });
  });
  yield tarPadding(manifest.data.bytes);
  yield tarEnd;
}

/**
 * Reads a decrypted backup to its end.
 * @param use what is done with the data once the manifest is known; it is checked while it is read
 * @throws SwarmError `BACKUP_UNREADABLE` for what is no backup, is cut short or damaged
 */
export async function readArchive(
  plain: Readable,
  use: (manifest: Manifest, data: AsyncGenerator<Uint8Array>) => Promise<void>,
): Promise<Manifest> {
  let manifest: Manifest | undefined;
  let isWhole = false;
  for await (const { path, bytes, content } of reading(tarEntries(plain))) {
    if (!manifest) {
      if (path !== MANIFEST || bytes > LONGEST_MANIFEST) throw noBackup("it does not begin with a manifest");
      manifest = manifestIn(await textOf(reading(content)));
    } else if (path === DATA) {
      await use(
        manifest,
        checked(reading(content), manifest, (cause) => damaged(cause)),
      );
      isWhole = true;
    } else throw noBackup(`${path} is no part of a backup`);
  }
  if (!manifest || !isWhole) throw damaged("it ends before its data");
  return manifest;
}

/** The bytes, with an error at their end where they differ from what the manifest says. */
async function* checked(
  data: AsyncIterable<Uint8Array>,
  { data: { bytes, sha256 } }: Manifest,
  error: (cause: string) => SwarmError,
): AsyncGenerator<Uint8Array> {
  const hash = createHash("sha256");
  let count = 0;
  for await (const chunk of data) {
    hash.update(chunk);
    count += chunk.length;
    yield chunk;
  }
  if (count !== bytes) throw error(`there are ${count} of ${bytes} bytes`);
  if (hash.digest("hex") !== sha256) throw error("its checksum is another one");
}

/** Errors of the decryption and of the archive are one to the user. */
export async function* reading<T>(source: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* source;
  } catch (error) {
    throw error instanceof SwarmError ? error : damaged(messageOf(error));
  }
}

export async function textOf(content: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function manifestIn(text: string): Manifest {
  try {
    return manifestSchema.parse(JSON.parse(text));
  } catch {
    throw noBackup("its manifest is not one that this version knows");
  }
}

function noBackup(cause: string): SwarmError {
  return new SwarmError({
    code: "BACKUP_UNREADABLE",
    summary: "What was decrypted is no backup",
    cause,
    fix: "Use a file that `pulumi-swarm backup` wrote, and a version of pulumi-swarm that is not older.",
  });
}
