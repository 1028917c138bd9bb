import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { builtProgram } from "../engine/programs";
import { mustCapture } from "../terminal/run";

/** The languages that an SDK is generated for; the one for TypeScript is the npm package itself. */
export const sdkLanguages = ["python", "go", "dotnet", "java"] as const;

const generator = { name: "sdks", module: "tools/sdks", package: ".", sources: ["main.go", "gomodule.go"] };

/** Writes the SDK of each language into a folder of `folder`. The same schema gives the same files. */
export async function writeSdks(folder: string): Promise<void> {
  const program = join(await builtProgram(generator), generator.name);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  const inputs = ["plugin/schema.json", "docs/logo.png"].map((file) => join(packageRoot, file));
  await mustCapture(program, [...inputs, partial], { what: "generate the SDKs", code: "SDKS" });
  await rm(folder, { recursive: true, force: true });
  await rename(partial, folder);
}
