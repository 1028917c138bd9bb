import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { filesIn } from "./archive";

const CHECKSUMS = "SHA256SUMS";

/** Writes the checksums of a folder's files, in the form that `sha256sum --check` reads. */
export async function writeChecksums(folder: string): Promise<void> {
  const lines: string[] = [];
  for (const file of (await filesIn(folder)).filter((name) => name !== CHECKSUMS)) {
    const sum = createHash("sha256")
      .update(await readFile(join(folder, file)))
      .digest("hex");
    lines.push(`${sum}  ${file}\n`);
  }
  await writeFile(join(folder, CHECKSUMS), lines.join(""));
}
