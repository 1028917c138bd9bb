import { statSync } from "node:fs";
import { basename } from "node:path";
import { messageOf } from "../core/errors";
import { fullReference } from "../docker/image";
import type { Problem } from "../provider/resource";
import { readFromTar } from "./tar";

/** A file of `docker save` on the machine that runs Pulumi. */
export interface Archive {
  path: string;
  /** Without folders, for messages. */
  name: string;
  /** Bytes. */
  size: number;
  /** Name → IDs under which Docker may know the image: that of its configuration, or of its manifest, by image store. */
  images: Record<string, string[]>;
}

type Manifest = { Config: string; RepoTags?: string[] | null }[];
interface Index {
  manifests?: { digest: string; annotations?: Record<string, string> }[];
}

/**
 * Reads which images an archive holds.
 * @throws Error that says what is wrong with it
 */
export function readArchive(path: string): Archive {
  const files = readFromTar(path, ["manifest.json", "index.json"]);
  const manifest = parsed<Manifest>(files.get("manifest.json"));
  if (!Array.isArray(manifest)) throw new Error("it has no manifest.json: write it with `docker save`");
  const { manifests = [] } = parsed<Index>(files.get("index.json")) ?? {};
  const images = Object.fromEntries(
    manifest.flatMap(({ Config, RepoTags }) => {
      const id = /([0-9a-f]{64})(?:\.json)?$/.exec(Config)?.[1];
      return (RepoTags ?? []).map((tag) => {
        const named = manifests.filter(
          ({ annotations }) => annotations?.["io.containerd.image.name"] === fullReference(tag),
        );
        return [tag, [...(id ? [`sha256:${id}`] : []), ...named.map(({ digest }) => digest)]] satisfies [
          string,
          string[],
        ];
      });
    }),
  );
  if (Object.keys(images).length === 0) throw new Error("its images have no names: save them by name, not by ID");
  return { path, name: basename(path), size: statSync(path).size, images };
}

function parsed<T>(text: string | undefined): T | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

/** What is wrong with archives. */
export function archiveProblems(paths: readonly string[]): Problem[] {
  const holders = new Map<string, number>();
  return paths.flatMap((path, index): Problem[] => {
    const property = `archives[${index}]`;
    try {
      return Object.keys(readArchive(path).images).flatMap((image) => {
        const other = holders.get(image);
        holders.set(image, index);
        return other === undefined
          ? []
          : [{ property, reason: `holds ${image}, as archives[${other}] does: leave it in one` }];
      });
    } catch (error) {
      return [{ property, reason: `cannot be used: ${messageOf(error)}` }];
    }
  });
}
