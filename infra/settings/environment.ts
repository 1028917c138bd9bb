import { existsSync, readdirSync, readFileSync } from "node:fs";
import { availableParallelism, homedir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { packageRoot, upwards } from "../../provisioners/core/paths";
import type { Capacity } from "../topology";

/** What the configuration is checked against, beside itself. */
export interface Environment {
  /** Name of the Pulumi stack: the lab's default name. */
  stack: string;
  /** Name of the Pulumi project, which with the stack's makes a name of its own in a cloud. */
  project?: string;
  /** This machine, which carries the lab. */
  capacity: Capacity;
  /** The absolute form of a path; `~/` is the home folder, other relative paths start at the project. */
  resolve(path: string): string;
  /** Text of a file, by a path as `resolve` takes it. Throws as `readFileSync`. */
  readFile(path: string): string;
  /** Names of the files in a folder, by a path as `resolve` takes it; none where it is missing. */
  listFolder(path: string): string[];
  /** Names in the catalogue of stacks. */
  catalogue(): string[];
  /** Stack file of a catalogue name, as `readFile` takes it. */
  catalogueFile(name: string): string;
}

/** The machine and folders that the program runs in. */
export function realEnvironment(stack: string, projectName?: string): Environment {
  const project = upwards(process.cwd(), ["Pulumi.yaml"]) ?? process.cwd();
  const absolute = (path: string) => resolve(project, path.replace(/^~(?=\/)/, homedir()));
  // A project's own stacks come before the package's.
  const folders = [...new Set([project, packageRoot])].map((folder) => join(folder, "stacks"));
  return {
    stack,
    project: projectName,
    capacity: capacity(),
    resolve: absolute,
    readFile: (path) => readFileSync(absolute(path), "utf8"),
    listFolder: (path) => (existsSync(absolute(path)) ? readdirSync(absolute(path)) : []),
    catalogue: () => [...new Set(folders.flatMap(namesIn))].sort(),
    catalogueFile: (name) => {
      const files = folders.map((folder) => join(folder, name, "stack.yaml"));
      return files.find((file) => existsSync(file)) ?? join("stacks", name, "stack.yaml");
    },
  };
}

/**
 * A text file of the user's.
 * @throws Error also for what is no text
 */
export function readText(path: string, environment: Environment): string {
  const text = environment.readFile(path);
  // What is not UTF-8 was read as this character.
  if (text.includes("\uFFFD")) throw new Error("it is no UTF-8 text");
  return text;
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => existsSync(join(folder, name, "stack.yaml")));
}

/** What this machine, or the container that this runs in, can carry. */
export function capacity(): Capacity {
  return { cores: availableParallelism(), memory: Math.floor(memoryBytes() / 2 ** 20) };
}

function memoryBytes(): number {
  // A container's limit, where there is one; without one it is 0 or beyond all bounds.
  const limit = process.constrainedMemory();
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}
