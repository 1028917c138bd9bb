import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "../run";

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
  const plain = await readFile(archive);
  await rm(archive);

  const store = async (mediaType: string, content: Buffer) => {
    const hex = createHash("sha256").update(content).digest("hex");
    await writeFile(join(blobs, hex), content);
    return { mediaType, digest: `sha256:${hex}`, size: content.length };
  };
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const type = "application/vnd.oci.image";
  const layer = await store(`${type}.layer.v1.tar+gzip`, gzipSync(plain));
  const config = await store(
    `${type}.config.v1+json`,
    json({
      architecture: process.arch === "arm64" ? "arm64" : "amd64",
      os: "linux",
      config: settings,
      rootfs: { type: "layers", diff_ids: [`sha256:${createHash("sha256").update(plain).digest("hex")}`] },
    }),
  );
  const manifest = await store(
    `${type}.manifest.v1+json`,
    json({ schemaVersion: 2, mediaType: `${type}.manifest.v1+json`, config, layers: [layer] }),
  );
  await writeFile(join(layout, "index.json"), json({ schemaVersion: 2, manifests: [manifest] }));
  await writeFile(join(layout, "oci-layout"), json({ imageLayoutVersion: "1.0.0" }));
}
