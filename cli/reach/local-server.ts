import { once } from "node:events";
import { createServer, type ListenOptions, type Server, type Socket } from "node:net";

/** Serves a local socket or port while `work` runs: each connection is led somewhere, and ends with it. */
export async function withLocalServer<T>(
  at: ListenOptions,
  lead: (client: Socket) => Promise<void>,
  work: (server: Server) => Promise<T>,
): Promise<T> {
  const clients = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    clients.add(client);
    client.once("close", () => clients.delete(client));
    void lead(client);
  });
  server.listen(at);
  await once(server, "listening");
  try {
    return await work(server);
  } finally {
    for (const client of clients) client.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
