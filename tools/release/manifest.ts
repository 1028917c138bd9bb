import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";

interface Manifest {
  name: string;
  version: string;
  license: string;
  engines: { node: string };
}

/** package.json. Read, not imported: an import has the compiler put a second one into `dist`. */
export const manifest = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as Manifest;
