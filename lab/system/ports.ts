import net from "node:net";
import { SwarmError } from "../../provisioners/core/errors";

/** Below the range that systems give to outgoing connections, so that a port is still free after a restart. */
const FIRST = 20_000;
const LAST = 32_000;

/** A port on loopback that nobody listens on, and that is not in `taken`. */
export async function freePort(taken: ReadonlySet<number> = new Set()): Promise<number> {
  const start = FIRST + Math.floor(Math.random() * (LAST - FIRST));
  for (let offset = 0; offset < LAST - FIRST; offset++) {
    const port = FIRST + ((start - FIRST + offset) % (LAST - FIRST));
    if (!taken.has(port) && (await isFree(port))) return port;
  }
  throw new SwarmError({
    code: "LAB_NO_PORT",
    summary: `Every port from ${FIRST} to ${LAST} on 127.0.0.1 is taken`,
    host: "this machine",
    fix: "end what listens there",
  });
}

async function isFree(port: number): Promise<boolean> {
  try {
    (await listen(port, () => undefined)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") return false;
    throw error;
  }
}

/** Listens on a port of an address of loopback; the accepted connections are paused until somebody reads them. */
export function listen(
  port: number,
  onConnection: (socket: net.Socket) => void,
  address = "127.0.0.1",
): Promise<net.Server> {
  const server = net.createServer({ pauseOnConnect: true, noDelay: true }, onConnection);
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, address, () => resolve(server));
  });
}
