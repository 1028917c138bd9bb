import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";

export interface CorpusFile {
  name: string;
  text: string;
}

/** What the files' variables are. */
export const corpusVariables = { TEXT: "text", TWO: "2", YES: "yes", EMPTY: "" };

const folder = join(packageRoot, "test/unit/stack/file/corpus");

/** Stack files of the shapes that people have. Those in `shapes` begin with `--- #` and their name. */
export async function readCorpus(): Promise<CorpusFile[]> {
  const single = await yamlFiles(folder);
  const several = await yamlFiles(join(folder, "shapes"));
  return [...single, ...several.flatMap(({ name, text }) => shapesIn(name, text))];
}

function shapesIn(file: string, text: string): CorpusFile[] {
  return text
    .split(/^--- # /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      return { name: `${file}: ${part.slice(0, end)}`, text: part.slice(end + 1) };
    });
}

async function yamlFiles(path: string): Promise<CorpusFile[]> {
  const names = (await readdir(path)).filter((name) => name.endsWith(".yaml")).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(path, name), "utf8") })));
}
