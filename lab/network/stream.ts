import { rmSync } from "node:fs";
import net from "node:net";
import type { Link } from "./l2tp";

const LENGTH_BYTES = 4;
const MOST_QUEUED_BYTES = 4 << 20;

/** A link to a QEMU machine (`-netdev stream`): frames behind their 32-bit length, over a unix socket that we listen on. */
export function openStream(path: string, receive: (frame: Buffer) => void): Promise<Link> {
  let peer: net.Socket | undefined;
  const server = net.createServer((socket) => {
    peer = socket;
    let rest = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
      while (rest.length >= LENGTH_BYTES) {
        const end = LENGTH_BYTES + rest.readUInt32BE(0);
        if (rest.length < end) break;
        receive(rest.subarray(LENGTH_BYTES, end));
        rest = rest.subarray(end);
      }
    });
    // The machine went away; it connects again when it starts.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => {
      if (peer === socket) peer = undefined;
    });
  });
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, () =>
      resolve({
        send(frame) {
          // A stopped machine must not eat our memory: frames are lost instead, as on a real wire.
          if (!peer || peer.writableLength > MOST_QUEUED_BYTES) return;
          const length = Buffer.allocUnsafe(LENGTH_BYTES);
          length.writeUInt32BE(frame.length);
          peer.write(Buffer.concat([length, frame]));
        },
        close() {
          peer?.destroy();
          server.close();
        },
      }),
    );
  });
}
