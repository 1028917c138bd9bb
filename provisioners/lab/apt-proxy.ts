import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { aptFolder } from "./paths";
import { freePort } from "./ports";
import { type Service, startService } from "./service";

/** A caching proxy on loopback through which machines get Debian packages; its settings and log go to a folder. */
export async function startAptProxy(folder: string): Promise<Service> {
  const port = await freePort();
  const cache = join(aptFolder(), "cache");
  const logs = join(aptFolder(), "log");
  const settings = join(folder, "apt");
  for (const path of [cache, logs, settings]) await mkdir(path, { recursive: true });
  // Settings of our own: the package's map mirrors to other hosts, which this host may not reach.
  const lines = { CacheDir: cache, LogDir: logs, BindAddress: "127.0.0.1", Port: port, ForeGround: 1, ExThreshold: 30 };
  const text = Object.entries(lines).map(([name, value]) => `${name}: ${value}\n`);
  await writeFile(join(settings, "lab.conf"), text.join(""));
  return startService("apt-cacher-ng", ["-c", settings], port, folder);
}
