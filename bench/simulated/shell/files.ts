import { posix } from "node:path";

export interface Entry {
  kind: "file" | "folder" | "link" | "socket";
  /** A file's content, or where a link leads. */
  text: string;
  mode: number;
  owner: string;
}

/** A file system in memory: what a host changed, over what all hosts have in common. */
export class Files {
  readonly #changed = new Map<string, Entry | undefined>();

  constructor(private readonly common: ReadonlyMap<string, Entry> = new Map()) {}

  /** What is there; links are followed unless `asLink`. */
  get(path: string, asLink = false): Entry | undefined {
    return this.#at(asLink ? this.#real(posix.dirname(path), posix.basename(path)) : this.real(path));
  }

  /** The path without links. */
  real(path: string): string {
    let real = "/";
    for (const part of posix.normalize(path).split("/").filter(Boolean)) real = this.#real(real, part, true);
    return real;
  }

  write(path: string, entry: Partial<Entry> = {}): void {
    const real = this.real(path);
    this.makeFolder(posix.dirname(real));
    const known = this.#at(real);
    this.#changed.set(real, { kind: "file", text: "", mode: 0o644, owner: "root:root", ...known, ...entry });
  }

  makeFolder(path: string): void {
    const real = this.real(path);
    if (this.#at(real)) return;
    if (real !== "/") this.makeFolder(posix.dirname(real));
    this.#changed.set(real, { kind: "folder", text: "", mode: 0o755, owner: "root:root" });
  }

  move(from: string, to: string): void {
    const entry = this.get(from, true);
    if (entry) this.#changed.set(this.real(to), entry);
    this.#changed.set(this.real(from), undefined);
  }

  /** With all that is below it. */
  remove(path: string): void {
    for (const each of [path, ...this.below(path)]) this.#changed.set(each, undefined);
  }

  /** Paths below a folder. */
  below(folder: string): string[] {
    const begin = folder === "/" ? "/" : `${folder}/`;
    const known = new Set([...this.common.keys(), ...this.#changed.keys()]);
    return [...known].filter((path) => path.startsWith(begin) && this.#at(path) !== undefined).sort();
  }

  /** Names in a folder. */
  names(folder: string): string[] {
    const real = this.real(folder);
    const skipped = real === "/" ? 1 : real.length + 1;
    return this.below(real).flatMap((path) => {
      const name = path.slice(skipped);
      return name === "" || name.includes("/") ? [] : [name];
    });
  }

  #real(folder: string, name: string, follows = false): string {
    const path = posix.join(folder, name);
    const entry = follows ? this.#at(path) : undefined;
    return entry?.kind === "link" ? this.real(posix.resolve(folder, entry.text)) : path;
  }

  #at(path: string): Entry | undefined {
    return this.#changed.has(path) ? this.#changed.get(path) : this.common.get(path);
  }
}
