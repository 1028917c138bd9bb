import { closeSync, openSync, readSync } from "node:fs";

const BLOCK = 512;
/** Names and lists of images; a longer file is none of them. */
const LONGEST = 16 * 1024 * 1024;

/**
 * Reads some files of a tar archive, from header to header, so that a large archive takes no time. Files that are not in
 * it are left out.
 * @throws Error for what is no tar archive
 */
export function readFromTar(path: string, names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const file = openSync(path, "r");
  try {
    const header = Buffer.alloc(BLOCK);
    for (let at = 0; found.size < names.length && readSync(file, header, 0, BLOCK, at) === BLOCK; ) {
      // The archive ends with empty blocks.
      if (header.every((byte) => byte === 0)) break;
      if (header.toString("latin1", 257, 262) !== "ustar")
        throw new Error("it is no tar archive (a compressed one must be unpacked)");
      const name = header.toString("utf8", 0, 100).replace(/\0.*$/s, "").replace(/^\.\//, "");
      const size = sizeOf(header);
      if (names.includes(name) && size <= LONGEST) {
        const content = Buffer.alloc(size);
        if (readSync(file, content, 0, size, at + BLOCK) < size) throw new Error("it is cut short");
        found.set(name, content.toString());
      }
      at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    }
    return found;
  } finally {
    closeSync(file);
  }
}

/** Octal digits, or from 8 GiB on a binary number behind a set first bit. */
function sizeOf(header: Buffer): number {
  if (((header[124] as number) & 0x80) !== 0) return header.readUIntBE(130, 6);
  const size = Number.parseInt(header.toString("latin1", 124, 136), 8);
  if (Number.isNaN(size)) throw new Error("it is damaged");
  return size;
}
