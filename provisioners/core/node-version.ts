import { packageManifest } from "./paths";
import { isAtLeast } from "./version";

/** Why a Node.js is too old for the package, and what to do; undefined where it is not. */
export function nodeProblem(
  version = process.versions.node,
  range = packageManifest().engines.node,
): string | undefined {
  const oldest = range.replace(/[^\d.]/g, "");
  if (isAtLeast(version, oldest)) return undefined;
  const fix = `nvm install ${oldest} (https://github.com/nvm-sh/nvm), then run the same command again`;
  return `pulumi-swarm needs Node.js ${oldest} or newer, this is ${version}\nFix: ${fix}`;
}
