import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { registryFolder } from "../paths";
import { freePort } from "../system/ports";
import { type Service, startService } from "./service";

/** A registry on loopback that holds the lab's container images; its settings and log go to a folder. */
export async function startRegistry(folder: string): Promise<Service> {
  const port = await freePort();
  await mkdir(registryFolder(), { recursive: true });
  const file = join(folder, "registry.yaml");
  const settings = {
    version: "0.1",
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: registryFolder() }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}` },
  };
  await writeFile(file, stringify(settings));
  return startService("docker-registry", ["serve", file], port, folder);
}
