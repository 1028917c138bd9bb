import { labPackages } from "../provisioners/lab/packages";
import { prepareLab } from "../provisioners/lab/prepare";
import { line, step } from "./progress";
import { pulumiEnvironment } from "./pulumi";
import { ensureSystemPackages } from "./system";

/** All set-up for the lab: engine, system packages, machine image. What is there already is used. */
export async function setUp(): Promise<NodeJS.ProcessEnv> {
  const env = await pulumiEnvironment();
  if (process.platform === "linux") await ensureSystemPackages(labPackages, "the lab");
  else line(`  the lab on ${process.platform} needs QEMU; no system packages are installed here`);
  await step("lab image", prepareLab);
  return env;
}
