import { chmod, copyFile, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../run";
import type { ImageSettings } from "./oci";

/** Makes what stands for a public image on a machine that cannot pull it: the same name, from Debian's packages. */
export interface StandIn {
  /** Fills an empty folder with the image's files. */
  build(tree: string): Promise<void>;
  settings: ImageSettings;
}

const BUSYBOX = "/bin/busybox";

/** Public images that the catalogue's stacks name, and what stands for them. */
export const standIns: Record<string, StandIn> = {
  "busybox:1.37": {
    async build(tree) {
      for (const folder of ["bin", "etc", "tmp", "var"]) await mkdir(join(tree, folder));
      await chmod(join(tree, "tmp"), 0o1777);
      await copyFile(BUSYBOX, join(tree, "bin", "busybox"));
      const programs = await run(BUSYBOX, ["--list"], { what: "list busybox's programs" });
      for (const name of programs.split("\n").filter((name) => name && name !== "busybox")) {
        await symlink("busybox", join(tree, "bin", name));
      }
      await writeFile(
        join(tree, "etc", "passwd"),
        "root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n",
      );
    },
    settings: { Cmd: ["sh"], Env: ["PATH=/bin"] },
  },
};
