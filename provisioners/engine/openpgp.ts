import { createHash } from "node:crypto";

/**
 * Fingerprints of the primary keys in an armored OpenPGP (version 4) public key file.
 *
 * Computed here and not by `gpg` on the host: Debian 13 and minimal images have none, and the bytes that were checked
 * are then the bytes that are installed.
 *
 * @throws Error when the text is no such file.
 */
export function fingerprints(armored: string): string[] {
  const found: string[] = [];
  const data = dearmor(armored);
  for (let at = 0; at < data.length; ) {
    const { tag, start, end } = packet(data, at);
    if (tag === 6) {
      const body = data.subarray(start, end);
      if (body[0] !== 4) throw new Error(`a key of version ${body[0]}; only version 4 is known`);
      const length = Buffer.from([0x99, body.length >> 8, body.length & 0xff]);
      found.push(createHash("sha1").update(length).update(body).digest("hex").toUpperCase());
    }
    at = end;
  }
  return found;
}

function dearmor(text: string): Buffer {
  const blocks = [
    ...text.matchAll(/-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n([\s\S]*?)-----END PGP PUBLIC KEY BLOCK-----/g),
  ];
  if (blocks.length === 0) throw new Error("no armored public key");
  return Buffer.concat(
    blocks.map(([, block = ""]) => {
      // Armor headers end with an empty line; a line that begins with "=" is the checksum.
      const lines = block.split(/\r?\n/);
      const body = lines.slice(lines.indexOf("") + 1).filter((line) => !line.startsWith("="));
      return Buffer.from(body.join(""), "base64");
    }),
  );
}

/** One packet's header, in the old or the new format. */
function packet(data: Buffer, at: number): { tag: number; start: number; end: number } {
  const first = data[at] ?? 0;
  if (!(first & 0x80)) throw new Error("not an OpenPGP packet");
  const isNew = (first & 0x40) !== 0;
  const tag = isNew ? first & 0x3f : (first >> 2) & 0x0f;
  const [size, length] = isNew ? newLength(data, at + 1) : oldLength(data, at + 1, first & 3);
  const start = at + 1 + size;
  if (start + length > data.length) throw new Error("a truncated OpenPGP packet");
  return { tag, start, end: start + length };
}

function newLength(data: Buffer, at: number): [size: number, length: number] {
  const first = data.readUInt8(at);
  if (first < 192) return [1, first];
  if (first < 224) return [2, ((first - 192) << 8) + data.readUInt8(at + 1) + 192];
  if (first === 255) return [5, data.readUInt32BE(at + 1)];
  throw new Error("an OpenPGP packet in parts");
}

function oldLength(data: Buffer, at: number, type: number): [size: number, length: number] {
  if (type === 0) return [1, data.readUInt8(at)];
  if (type === 1) return [2, data.readUInt16BE(at)];
  if (type === 2) return [4, data.readUInt32BE(at)];
  return [0, data.length - at];
}
