import { SwarmError } from "../../../provisioners/core/errors";

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
      fix: `npm install ${name}`,
    });
  }
}

/** True where the package itself could not be found, not something that it needs in turn. */
function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !("code" in error) || error.code !== "MODULE_NOT_FOUND") return false;
  return error.message.includes(`'${name}'`);
}
