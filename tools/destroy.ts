import { setTimeout as sleep } from "node:timers/promises";
import { destroyLab, leftovers } from "../lab/client";
import { cacheFolder } from "../provisioners/core/paths";
import { plainOptions, pulumi, pulumiEnvironment } from "./environment/pulumi";
import { labStack, releaseLeftLock, stackExists, withCleanConfig } from "./stack/stack";
import { main } from "./terminal/main";
import { line } from "./terminal/progress";

// `npm run destroy`: removes the lab and its stack, then looks whether anything of it is left.
main(async () => {
  const env = await pulumiEnvironment();
  const code = await withCleanConfig(labStack, env, () => destroy(env));
  if (code !== 0) return code;
  const left = await leftoversInTheEnd();
  for (const item of left) line(`Left over: ${item}`);
  if (left.length > 0) return 1;
  line("Nothing of the lab is left: no processes, sockets or files of its machines.");
  line(
    `Kept for the next start: the engine and the machine image in ${cacheFolder()} (delete the folder to free them).`,
  );
  return 0;
});

async function destroy(env: NodeJS.ProcessEnv): Promise<number> {
  if (!(await stackExists(labStack, env))) {
    line(`There is no stack ${labStack}.`);
    return 0;
  }
  await releaseLeftLock(labStack, env);
  const code = await pulumi(["destroy", "--yes", "--skip-preview", ...plainOptions(), "--stack", labStack], env);
  if (code !== 0) {
    line("\npulumi destroy failed; the reason is above. Run `npm run destroy` again to go on.");
    return code;
  }
  // A run that was killed while it made a machine has not recorded it, so that `pulumi destroy` does not know of it.
  await destroyLab(labStack, (name) => line(`Removing machine ${name}, which a killed run left.`));
  return pulumi(["stack", "rm", labStack, "--yes", "--preserve-config"], env);
}

/** What is left once the lab's own process, which ends after its last machine, has had time to tidy up. */
async function leftoversInTheEnd(deadlineMs = 15_000): Promise<string[]> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const left = await leftovers(labStack);
    if (left.length === 0 || Date.now() >= end) return left;
    await sleep(250);
  }
}
