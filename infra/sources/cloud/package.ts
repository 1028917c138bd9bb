import { relative, sep } from "node:path";
import { SwarmError } from "../../../provisioners/core/errors";
import { packageRoot } from "../../../provisioners/core/paths";

/**
 * Loads the part of a cloud that needs the cloud's npm package. It is optional: who has no machines there does not
 * install it, and loading one of them takes as long as everything else together.
 * @throws SwarmError where the package is not installed. Code: `CLOUD_PACKAGE_MISSING`.
 */
export function withPackage<T>(name: string, load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (!isMissing(error, name)) throw error;
    throw new SwarmError({
      code: "CLOUD_PACKAGE_MISSING",
      summary: `The npm package ${name} is not installed, and machines of this source need it`,
      fix: installCommand(name, packageRoot, process.cwd()),
    });
  }
}

/**
 * Installs a package where Node.js looks for it: among the packages of the project, or in the folder of a plugin that was
 * installed apart from one.
 * @param root Folder of this package
 * @param project Working folder of the program
 */
export function installCommand(name: string, root: string, project: string): string {
  const isInProject = root.split(sep).includes("node_modules") || !relative(root, project).startsWith("..");
  return isInProject ? `npm install ${name}` : `npm install --no-save --omit=dev --prefix ${root} ${name}`;
}

/** True where the package itself could not be found, not something that it needs in turn. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "MODULE_NOT_FOUND") return false;
  return error.message.includes(`'${name}'`);
}
