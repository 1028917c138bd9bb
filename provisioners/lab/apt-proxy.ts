import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { aptFolder } from "./paths";
import { freePort } from "./ports";
import { type Service, startService } from "./service";

/** A caching proxy on loopback through which machines get Debian packages; its log goes to a folder. */
export async function startAptProxy(folder: string): Promise<Service> {
  const port = await freePort();
  const folders = { CacheDir: join(aptFolder(), "cache"), LogDir: join(aptFolder(), "log") };
  for (const path of Object.values(folders)) await mkdir(path, { recursive: true });
  const settings = { ...folders, BindAddress: "127.0.0.1", Port: port, ForeGround: 1, ReportPage: "" };
  const args = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return startService("apt-cacher-ng", ["-c", "/etc/apt-cacher-ng", ...args], port, folder);
}
