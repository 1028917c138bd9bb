import { createReadStream, existsSync } from "node:fs";
import { SwarmError } from "../../core/errors";
import { decrypted, type Key, keyLines } from "./age";
import { readArchive } from "./archive";
import type { Manifest } from "./manifest";
import { verify } from "./verify";

/** A backup in a file of the computer that runs Pulumi, and what opens it. */
export interface ArchiveFile {
  archive: string;
  identity?: string;
  passphrase?: string;
}

/** Reads a backup to its end and checks it. @throws SwarmError `RESTORE_REFUSED`, `BACKUP_WRONG_KEY`, `BACKUP_UNREADABLE` */
export async function checkedManifest(file: ArchiveFile): Promise<Manifest> {
  return verify(await opened(file));
}

/** The same once more, for its data. */
export async function withData(
  file: ArchiveFile,
  use: (data: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  await readArchive(await opened(file), (_manifest, data) => use(data));
}

function opened({ archive, identity, passphrase }: ArchiveFile) {
  if (!existsSync(archive)) {
    throw new SwarmError({
      code: "RESTORE_REFUSED",
      summary: "The swarm is not restored; nothing was changed",
      cause: `there is no file ${archive}`,
      fix: "Give the path of the backup on the computer that runs Pulumi.",
    });
  }
  const key: Key = passphrase === undefined ? { identities: keyLines(identity ?? "") } : { passphrase };
  return decrypted(createReadStream(archive), key);
}
