import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { packageRoot } from "../../provisioners/core/paths";

const page = join(packageRoot, "contributing/architecture.md");
const drawing = /(?<=<!-- layers: .*-->\n).*(?=\n<!-- end of layers -->)/s;

/** The page with this drawing, and whether it had it already. */
async function withPicture(picture: string): Promise<{ text: string; isSame: boolean }> {
  const before = await readFile(page, "utf8");
  if (!drawing.test(before)) {
    throw new SwarmError({ code: "NO_PICTURE", summary: `${page} has no place for the drawing of the layers` });
  }
  const text = before.replace(drawing, () => picture);
  return { text, isSame: text === before };
}

export async function isDrawn(picture: string): Promise<boolean> {
  return (await withPicture(picture)).isSame;
}

export async function draw(picture: string): Promise<void> {
  await writeFile(page, (await withPicture(picture)).text);
}
