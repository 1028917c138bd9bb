import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { encrypted, type Lock } from "../../../../provisioners/swarm/backup/age";
import { archiveOf } from "../../../../provisioners/swarm/backup/archive";
import type { Manifest } from "../../../../provisioners/swarm/backup/manifest";

export const sha256 = (bytes: Buffer | string) => createHash("sha256").update(bytes).digest("hex");

/** A certificate as swarmkit gives nodes: the swarm's ID is the organisation. */
export function certificateOf(swarmId: string): string {
  const folder = mkdtempSync(join(tmpdir(), "swarm-certificate-"));
  const [key, certificate] = [join(folder, "key"), join(folder, "crt")];
  const subject = `/O=${swarmId}/OU=swarm-manager/CN=node`;
  const args = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  execFileSync("openssl", [...args, "-keyout", key, "-out", certificate, "-subj", subject], { stdio: "pipe" });
  return readFileSync(certificate, "utf8");
}

/** Docker's folder as a manager packs it. */
export function packed(files: Record<string, string>): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "swarm-backup-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return execFileSync("tar", ["-C", folder, "-cz", "--format=ustar", "swarm"]);
}

export const swarmFiles = {
  "swarm/certificates/swarm-node.crt": certificateOf("swarm1"),
  "swarm/certificates/swarm-node.key": "-----BEGIN PRIVATE KEY-----",
  "swarm/docker-state.json": "{}",
  "swarm/state.json": "[]",
  "swarm/raft/wal-v3-encrypted/0.wal": randomBytes(100_000).toString("hex"),
};

export function manifestOf(data: Buffer, files: Record<string, string> = swarmFiles): Manifest {
  return {
    format: "pulumi-swarm backup 1",
    createdAt: "2026-01-31T12:00:00.000Z",
    engine: "26.1.5",
    swarmId: "swarm1",
    node: { id: "node1", name: "manager-2", address: "10.0.0.2" },
    autolock: false,
    addressPools: ["10.201.0.0/16"],
    subnetSize: 24,
    dataPathPort: 4789,
    caRotations: 0,
    recoveries: 0,
    nodes: [{ id: "node1", name: "manager-2", role: "manager", address: "10.0.0.2" }],
    services: [{ id: "service1", name: "web", image: "nginx:1" }],
    networks: [],
    configs: [],
    secrets: [{ id: "secret1", name: "password" }],
    data: { bytes: data.length, sha256: sha256(data) },
    files: Object.entries(files).map(([path, text]) => ({ path, bytes: text.length, sha256: sha256(text) })),
  };
}

/** In chunks, as it comes from a host. */
export async function* chunksOf(data: Buffer, size = 50_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < data.length; at += size) yield data.subarray(at, at + size);
}

export async function bytesOf(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A whole backup. */
export async function backupFile(lock: Lock, data = packed(swarmFiles), manifest = manifestOf(data)): Promise<Buffer> {
  return bytesOf(await encrypted(Readable.from(archiveOf(manifest, chunksOf(data)), { objectMode: false }), lock));
}
