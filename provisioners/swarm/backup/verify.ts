import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { swarmOfCertificate } from "../recovery/key-file";
import { damaged } from "./age";
import { readArchive, reading } from "./archive";
import type { Manifest } from "./manifest";
import { tarEntries } from "./tar";

const CERTIFICATE = "swarm/certificates/swarm-node.crt";
/** Without these Docker does not start as the manager that it was. */
const needed = [CERTIFICATE, "swarm/certificates/swarm-node.key", "swarm/docker-state.json", "swarm/state.json"];

/**
 * Reads a decrypted backup to its end and compares each file with the manifest.
 * @throws SwarmError `BACKUP_UNREADABLE`
 */
export function verify(plain: Readable): Promise<Manifest> {
  return readArchive(plain, verifyData);
}

async function verifyData(manifest: Manifest, data: AsyncGenerator<Uint8Array>): Promise<void> {
  const wanted = new Map(manifest.files.map((file) => [file.path, file]));
  const unzipped = createGunzip();
  const source = Readable.from(data, { objectMode: false });
  source.once("error", (error) => unzipped.destroy(error));
  source.pipe(unzipped);
  for await (const { path, bytes, isFile, content } of reading(tarEntries(unzipped))) {
    if (!isFile) continue;
    const hash = createHash("sha256");
    const chunks: Uint8Array[] = [];
    for await (const chunk of reading(content)) {
      hash.update(chunk);
      if (path === CERTIFICATE) chunks.push(chunk);
    }
    const file = wanted.get(path);
    if (!file) throw damaged(`${path} is not in its manifest`);
    if (bytes !== file.bytes || hash.digest("hex") !== file.sha256)
      throw damaged(`the checksum of ${path} is another one`);
    if (path === CERTIFICATE) checkSwarm(Buffer.concat(chunks).toString(), manifest);
    wanted.delete(path);
  }
  if (wanted.size > 0) throw damaged(`it lacks ${[...wanted.keys()].join(", ")}`);
  const missing = needed.filter((path) => !manifest.files.some((file) => file.path === path));
  if (missing.length > 0) throw damaged(`it lacks ${missing.join(", ")}`);
}

function checkSwarm(certificate: string, { swarmId }: Manifest): void {
  const found = swarmOfCertificate(certificate);
  if (found !== swarmId) throw damaged(`its data is of the swarm ${found ?? "(unknown)"}, its manifest of ${swarmId}`);
}
