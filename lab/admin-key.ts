import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateKey } from "../provisioners/ssh/generate";
import { labFolder } from "./paths";

export const adminKeyFile = (lab: string) => join(labFolder(lab), "admin_key");

/** Public half of the key with which people, by `npm run lab -- ssh`, log in to every machine of the lab. */
export async function adminPublicKey(lab: string): Promise<string> {
  const file = adminKeyFile(lab);
  if (!existsSync(`${file}.pub`)) {
    const key = generateKey();
    await writeFile(file, key.privateKey, { mode: 0o600 });
    await writeFile(`${file}.pub`, `${key.publicKey}\n`);
  }
  return (await readFile(`${file}.pub`, "utf8")).trim();
}
