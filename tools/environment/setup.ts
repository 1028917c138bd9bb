import { userInfo } from "node:os";
import { backends, chooseBackend, neededPackages, prepareLab, sentence } from "../../lab/client";
import { line, step } from "../terminal/progress";
import { pulumiEnvironment } from "./pulumi";
import { ensureSystemPackages } from "./system";

/** All set-up for the lab: system packages, engine, machine image. What is there already is used. */
export async function setUp(): Promise<NodeJS.ProcessEnv> {
  if (process.platform !== "linux")
    line(`  no system packages are installed on ${process.platform}; the lab needs QEMU`);
  const isRoot = process.platform === "linux" && userInfo().uid === 0;
  // First of all, because it tells everything that this computer lacks before anything is made.
  const choice = await chooseBackend({
    attempt: step,
    install: isRoot
      ? (kind) =>
          ensureSystemPackages(neededPackages({ isRoot, buildsImage: true, backend: backends[kind] }), "the lab")
      : undefined,
  });
  const env = await pulumiEnvironment();
  line(`  lab machines: ${sentence(choice)}`);
  await step("lab image", (status) => prepareLab(status, choice.kind));
  return env;
}
