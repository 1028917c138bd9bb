import dgram from "node:dgram";

/** A link to a user-mode Linux machine: Ethernet frames in L2TPv3 over UDP on loopback (RFC 3931, section 4.1.2). */
export interface Link {
  send(frame: Buffer): void;
  close(): void;
}

const HEADER = Buffer.from([0, 3, 0, 0, 0, 0, 0, 1]);
const BUFFER_BYTES = 4 << 20;

export function openL2tp(localPort: number, remotePort: number, receive: (frame: Buffer) => void): Promise<Link> {
  return new Promise((resolve, reject) => {
    const socket = dgram.createSocket("udp4");
    socket.on("message", (message) => receive(message.subarray(HEADER.length)));
    socket.once("error", reject);
    socket.bind(localPort, "127.0.0.1", () => {
      // A refused datagram only means that the machine is off.
      socket.removeListener("error", reject).on("error", () => undefined);
      socket.setRecvBufferSize(BUFFER_BYTES);
      socket.setSendBufferSize(BUFFER_BYTES);
      resolve({
        send: (frame) => socket.send([HEADER, frame], remotePort, "127.0.0.1", () => undefined),
        close: () => socket.close(),
      });
    });
  });
}
