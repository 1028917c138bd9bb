import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { MIRROR_PORT } from "../addresses";
import { aptFolder } from "../paths";
import { freePort } from "../system/ports";
import { type Service, startService } from "./service";

/** A caching proxy on loopback through which machines get Debian packages; its settings and log go to a folder. */
export async function startAptProxy(folder: string): Promise<Service> {
  const port = await freePort();
  const cache = join(aptFolder(), "cache");
  const logs = join(aptFolder(), "log");
  const settings = join(folder, "apt");
  for (const path of [cache, logs, settings]) await mkdir(path, { recursive: true });
  // Settings of our own: the package's map mirrors to other hosts, which this host may not reach.
  const lines = {
    ...{ CacheDir: cache, LogDir: logs, BindAddress: "127.0.0.1", Port: port, ForeGround: 1, ExThreshold: 30 },
    // Docker's repository has its key in a file that is not named like one of a repository.
    VfilePatternEx: "/linux/[a-z]+/gpg$",
    // What this host serves itself on the one port is quickly fetched again.
    AllowUserPorts: `80 ${MIRROR_PORT}`,
    DontCache: `:${MIRROR_PORT}/`,
  };
  const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}\n`);
  await writeFile(join(settings, "lab.conf"), text.join(""));
  return startService("apt-cacher-ng", ["-c", settings], port, folder);
}
