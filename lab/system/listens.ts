import net from "node:net";

/** True when something accepts connections there: on a socket's path or on a port of loopback. */
export function listens(where: { path: string } | { host: "127.0.0.1"; port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(where);
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}
