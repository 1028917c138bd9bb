import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageManifest, packageRoot } from "../../provisioners/core/paths";
import { mustCapture } from "../terminal/run";

const manifest = packageManifest();

interface Component {
  "bom-ref": string;
  name: string;
  version: string;
  properties?: { name: string; value: string }[];
}

/** A list of components in the form CycloneDX, as far as it is changed here. */
export interface Sbom {
  serialNumber?: string;
  metadata: { timestamp?: string; component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/** package-lock.json, as far as it is read here. */
interface Lock {
  packages: Record<string, { version?: string; dev?: boolean }>;
}

/** What the package needs where it is installed. */
export async function sbom(): Promise<Sbom> {
  const args = ["sbom", "--sbom-format", "cyclonedx", "--package-lock-only"];
  const task = { what: "list the dependencies", code: "RELEASE_BUILD" } as const;
  const all = JSON.parse(await mustCapture("npm", args, { cwd: packageRoot, ...task })) as Sbom;
  const lock = JSON.parse(await readFile(join(packageRoot, "package-lock.json"), "utf8")) as Lock;
  return ofProduction(all, productionPackages(lock), manifest.name);
}

/** `name@version` of every package that is not for development only. */
export function productionPackages({ packages }: Lock): Set<string> {
  const installed = Object.entries(packages).filter(([path, { dev }]) => path !== "" && !dev);
  return new Set(installed.map(([path, { version }]) => `${path.split("node_modules/").at(-1)}@${version}`));
}

/**
 * The list without what only contributors install, and without what differs from run to run. npm's own `--omit dev` leaves
 * out what a development dependency needs as well.
 */
export function ofProduction(all: Sbom, production: ReadonlySet<string>, name: string): Sbom {
  const { serialNumber: _, ...rest } = all;
  const { timestamp: __, component, ...metadata } = all.metadata;
  const isKept = (ref: string) => ref === component["bom-ref"] || production.has(ref);
  return {
    ...rest,
    // npm takes the folder's name.
    metadata: { ...metadata, component: { ...component, name } },
    // npm marks a package by the first of its copies.
    components: all.components
      .filter((each) => isKept(each["bom-ref"]))
      .map((each) => ({ ...each, properties: each.properties?.filter((property) => property.name !== DEVELOPMENT) })),
    dependencies: all.dependencies
      .filter(({ ref }) => isKept(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter(isKept) })),
  };
}

const DEVELOPMENT = "cdx:npm:package:development";
