import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "../system/run";

/** Settings of a container image, as in the OCI image specification. */
export interface ImageSettings {
  Cmd?: string[];
  Entrypoint?: string[];
  Env?: string[];
  User?: string;
  WorkingDir?: string;
}

/** Writes a tree as an image of one layer in an OCI layout (https://github.com/opencontainers/image-spec, version 1). */
export async function writeOciLayout(tree: string, layout: string, settings: ImageSettings): Promise<void> {
  const blobs = join(layout, "blobs", "sha256");
  await mkdir(blobs, { recursive: true });
  const archive = join(layout, "layer.tar");
  const sameEverywhere = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  await run("tar", ["-cf", archive, ...sameEverywhere, "-C", tree, "."], { what: "pack a container image" });
  const plain = await sha256(archive);
  // Quick rather than small: it goes from one disk to another.
  await run("gzip", ["-1", "--no-name", "--keep", archive], { what: "compress a container image" });
  await rm(archive);

  const type = "application/vnd.oci.image";
  const packed = `${archive}.gz`;
  const layer = {
    mediaType: `${type}.layer.v1.tar+gzip`,
    digest: `sha256:${await sha256(packed)}`,
    size: (await stat(packed)).size,
  };
  await rename(packed, join(layout, "blobs", layer.digest.replace(":", "/")));
  const store = async (mediaType: string, value: unknown) => {
    const content = JSON.stringify(value);
    const hex = createHash("sha256").update(content).digest("hex");
    await writeFile(join(blobs, hex), content);
    return { mediaType, digest: `sha256:${hex}`, size: Buffer.byteLength(content) };
  };
  const config = await store(`${type}.config.v1+json`, {
    architecture: process.arch === "arm64" ? "arm64" : "amd64",
    os: "linux",
    config: settings,
    rootfs: { type: "layers", diff_ids: [`sha256:${plain}`] },
  });
  const mediaType = `${type}.manifest.v1+json`;
  const manifest = await store(mediaType, { schemaVersion: 2, mediaType, config, layers: [layer] });
  await writeFile(join(layout, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [manifest] }));
  await writeFile(join(layout, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
