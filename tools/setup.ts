import { chooseBackend, sentence } from "../lab/backends/choose";
import { labPackages } from "../lab/packages";
import { prepareLab } from "../lab/prepare";
import { line, step } from "./progress";
import { pulumiEnvironment } from "./pulumi";
import { ensureSystemPackages } from "./system";

/** All set-up for the lab: engine, system packages, machine image. What is there already is used. */
export async function setUp(): Promise<NodeJS.ProcessEnv> {
  const env = await pulumiEnvironment();
  if (process.platform !== "linux")
    line(`  no system packages are installed on ${process.platform}; the lab needs QEMU`);
  await install(labPackages);
  const choice = await chooseBackend({ install, attempt: step });
  line(`  lab machines: ${sentence(choice)}`);
  await step("lab image", (status) => prepareLab(status, choice.kind));
  return env;
}

async function install(packages: string[]): Promise<void> {
  if (process.platform === "linux") await ensureSystemPackages(packages, "the lab");
}
