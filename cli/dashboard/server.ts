import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SwarmError } from "../../provisioners/core/errors";
import { newToken } from "./access";
import { answer, type Sources } from "./routes";

/** Loopback of this computer, which nobody else reaches. */
const IPV4 = "127.0.0.1";
const IPV6 = "::1";

/**
 * Serves the page to this computer only, while `work` goes on with its URL.
 *
 * @param port 0 for one that is free
 * @throws SwarmError `DASHBOARD_PORT`
 */
export async function withServer<T>(port: number, sources: Sources, work: (url: string) => Promise<T>): Promise<T> {
  const token = newToken();
  const servers: Server[] = [];
  const listen = async (address: string, at: number): Promise<number> => {
    const server = createServer((request, response) => {
      answer(request, response, sources, { token, port: (server.address() as AddressInfo).port });
    });
    await listening(server, address, at);
    servers.push(server);
    return (server.address() as AddressInfo).port;
  };
  try {
    const own = await listen(IPV4, port);
    await listen(IPV6, own).catch(unlessNoIpv6);
    return await work(`http://${IPV4}:${own}/${token}/`);
  } finally {
    await Promise.all(servers.map(closed));
  }
}

function listening(server: Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(refused(error, address, port)));
    server.listen({ host: address, port, exclusive: true }, resolve);
  });
}

function refused(error: NodeJS.ErrnoException, address: string, port: number): Error {
  if (error.code !== "EADDRINUSE" && error.code !== "EACCES") return error;
  return new SwarmError({
    code: "DASHBOARD_PORT",
    summary: `The dashboard cannot listen on port ${port} of ${address}`,
    cause: error.code === "EACCES" ? "the port is not for this user" : "another program has it",
    fix: "Choose another one with `--port`, or none: a free one is found",
  });
}

/** A computer may have no IPv6. */
function unlessNoIpv6(error: NodeJS.ErrnoException): undefined {
  if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") return undefined;
  throw error;
}

/** Streams go on until they are ended. */
function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
