import { Header } from "tar";

const BLOCK = 512;

export interface TarEntry {
  path: string;
  bytes: number;
  isFile: boolean;
  /** To be read before the next entry; what is left of it is skipped. */
  content: AsyncGenerator<Buffer>;
}

/** A file's header. */
export function tarHeader(path: string, bytes: number, mtime: Date): Buffer {
  const block = Buffer.alloc(BLOCK);
  new Header({ path, size: bytes, mode: 0o600, uid: 0, gid: 0, mtime, type: "File" }).encode(block, 0);
  return block;
}

/** What fills a file's last block. */
export const tarPadding = (bytes: number) => Buffer.alloc((BLOCK - (bytes % BLOCK)) % BLOCK);
export const tarEnd = Buffer.alloc(2 * BLOCK);

/**
 * The entries of a tar archive as they come. The source is read to its end, where an encryption shows that nothing is missing.
 * @throws Error for what is no archive, or is cut short
 */
export async function* tarEntries(source: AsyncIterable<Uint8Array>): AsyncGenerator<TarEntry> {
  const bytes = new Bytes(source);
  for (;;) {
    const block = await bytes.exactly(BLOCK);
    if (block.every((byte) => byte === 0)) break;
    const header = new Header(block);
    if (!header.cksumValid) throw new Error("a header in it is damaged");
    const { path = "", size = 0, type } = header;
    const content = bytes.next(size);
    yield { path, bytes: size, isFile: type === "File", content };
    for await (const _rest of content);
    await bytes.exactly(tarPadding(size).length);
  }
  for await (const _rest of bytes.rest());
}

/** Bytes by their number, from chunks of any size. */
class Bytes {
  private readonly source: AsyncIterator<Uint8Array>;
  private left: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.source = source[Symbol.asyncIterator]();
  }

  async exactly(count: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.next(count)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async *next(count: number): AsyncGenerator<Buffer> {
    for (let missing = count; missing > 0; ) {
      const chunk = await this.chunk();
      if (!chunk) throw new Error("it is cut short");
      const taken = chunk.subarray(0, missing);
      this.left = chunk.subarray(taken.length);
      missing -= taken.length;
      yield taken;
    }
  }

  async *rest(): AsyncGenerator<Buffer> {
    for (let chunk = await this.chunk(); chunk; chunk = await this.chunk()) yield chunk;
  }

  private async chunk(): Promise<Buffer | undefined> {
    const { left } = this;
    this.left = Buffer.alloc(0);
    if (left.length > 0) return left;
    const { value, done } = await this.source.next();
    return done ? undefined : Buffer.from(value);
  }
}
