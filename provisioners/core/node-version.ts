import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./paths";
import { isAtLeast } from "./version";

/** Why a Node.js is too old for the package, and what to do; undefined where it is not. */
export function nodeProblem(version = process.versions.node, range = ownRange()): string | undefined {
  const oldest = range.replace(/[^\d.]/g, "");
  if (isAtLeast(version, oldest)) return undefined;
  const fix = `nvm install ${oldest} (https://github.com/nvm-sh/nvm), then run the same command again`;
  return `pulumi-swarm needs Node.js ${oldest} or newer, this is ${version}\nFix: ${fix}`;
}

function ownRange(): string {
  const { engines } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    engines: { node: string };
  };
  return engines.node;
}
