import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";

/** The text of every TypeScript source of the project, by its path; without the tests. */
export function sources(): Map<string, string> {
  const folders = ["bin", "cli", "infra", "provisioners", "lab", "tools", "bench"].filter((folder) =>
    existsSync(join(packageRoot, folder)),
  );
  const paths = folders.flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" }).map((path) => `${folder}/${path}`),
  );
  const typescript = paths.filter((path) => path.endsWith(".ts"));
  return new Map(typescript.map((path) => [path, readFileSync(join(packageRoot, path), "utf8")]));
}
