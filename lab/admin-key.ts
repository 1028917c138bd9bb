import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateKey } from "../provisioners/ssh/keys/generate";
import { labFolder } from "./paths";

export const adminKeyFile = (lab: string) => join(labFolder(lab), "admin_key");

/** Public half of the key with which people, by `pulumi-swarm lab ssh`, log in to every machine of the lab. */
export async function adminPublicKey(lab: string): Promise<string> {
  const file = adminKeyFile(lab);
  if (!existsSync(`${file}.pub`)) {
    const key = generateKey();
    await mkdir(labFolder(lab), { recursive: true, mode: 0o700 });
    await writeFile(file, key.privateKey, { mode: 0o600 });
    // Comes last and as a whole: it stands for both.
    await writeFile(`${file}.pub.new`, `${key.publicKey}\n`);
    await rename(`${file}.pub.new`, `${file}.pub`);
  }
  return (await readFile(`${file}.pub`, "utf8")).trim();
}
