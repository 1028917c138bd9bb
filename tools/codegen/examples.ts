import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";

/** The program whose regions are the examples of the resources. */
export const examplesFile = "examples/resources/index.ts";

/** The example of one resource. */
export function exampleOf(name: string): string {
  const examples = readFileSync(join(packageRoot, examplesFile), "utf8");
  const region = new RegExp(`// #region ${name}\n(.*?)\n// #endregion`, "s").exec(examples);
  if (!region?.[1]) throw new Error(`${examplesFile} has no region ${name}`);
  return region[1];
}
