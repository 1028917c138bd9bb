import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";

/** A file of the page, as it is sent. */
export interface PageFile {
  type: string;
  content: Buffer;
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
};

/** The page's files by their paths; the page itself is `/`. */
export async function readPage(folder = join(packageRoot, "cli/dashboard/page")): Promise<Map<string, PageFile>> {
  const names = (await readdir(folder)).filter((name) => extname(name) in types);
  const files = await Promise.all(
    names.map(async (name): Promise<[string, PageFile]> => {
      const file = { type: types[extname(name)] ?? "", content: await readFile(join(folder, name)) };
      return [name === "index.html" ? "/" : `/${name}`, file];
    }),
  );
  return new Map(files);
}
