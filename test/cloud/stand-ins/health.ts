import net from "node:net";

/** A port that nobody listens on closes what leads to it at once. */
const HOLDS_MS = 500;

/** True where a connection to a port of this computer is opened, and is not closed from the other end. */
export function holds(port: number, greeting: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect({ host: "127.0.0.1", port, noDelay: true });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket
      .setTimeout(HOLDS_MS, () => end(true))
      .once("connect", () => socket.write(greeting))
      .once("error", () => end(false))
      .once("close", () => end(false));
  });
}
