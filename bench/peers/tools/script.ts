import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";
import { onPath } from "../../../provisioners/core/programs";
import { endConnections } from "../machines/access";
import { runProgram } from "../programs";
import type { Tool } from "./tool";

const files = join(packageRoot, "bench", "peers", "script");

/** Bash and ssh, and nothing that is not needed. */
export const script: Tool = {
  title: "bare script",
  missing: async () => ((await onPath("bash")) ? undefined : "there is no bash on PATH"),
  async begin({ folder, signal }) {
    await copyFile(join(files, "prepare.sh"), join(folder, "prepare.sh"));
    const up = async () => {
      await runProgram("bash", [join(files, "up.sh"), folder], { what: "run the bare script", cwd: folder, signal });
      await endConnections(folder);
    };
    return { create: up, again: up, close: () => endConnections(folder) };
  },
};
