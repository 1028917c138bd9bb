import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** What Docker's client asked the daemon to make, as it sent it. */
export interface Made {
  networks: Spec[];
  secrets: Spec[];
  configs: Spec[];
  services: Spec[];
}

/** A body of Docker's API, of which only some parts are read. */
export interface Spec {
  Name: string;
  [part: string]: unknown;
}

interface Answer {
  status: number;
  body: unknown;
}

/**
 * A daemon that runs nothing: it answers as much of Docker's API as `docker stack deploy` needs, on a Unix socket, and
 * writes down what it is asked to make. Whatever is external is there; nothing of the stack is.
 */
export async function withFakeDaemon<T>(socket: string, work: () => Promise<T>): Promise<{ result: T; made: Made }> {
  const made: Made = { networks: [], secrets: [], configs: [], services: [] };
  const server = createServer((request, response) => {
    read(request)
      .then((body) => send(response, answer(request, body, made)))
      .catch((error) => send(response, { status: 500, body: { message: String(error) } }));
  });
  server.listen(socket);
  await once(server, "listening");
  try {
    return { result: await work(), made };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { "Content-Type": "application/json", "Api-Version": "1.47", Ostype: "linux" });
  response.end(JSON.stringify(body));
}

function answer({ method, url = "" }: IncomingMessage, body: string, made: Made): Answer {
  const { pathname, searchParams } = new URL(url, "http://daemon");
  const [, kind = "", name = ""] = decodeURIComponent(pathname.replace(/^\/v[\d.]+/, "")).split("/");
  if (kind === "_ping") return { status: 200, body: "OK" };
  if (kind === "version") return { status: 200, body: { ApiVersion: "1.47", MinAPIVersion: "1.24" } };
  if (kind === "info") return { status: 200, body: { OSType: "linux", Swarm: swarm } };
  if (!Object.hasOwn(made, kind)) return { status: 404, body: { message: `no page ${pathname}` } };
  const specs = made[kind as keyof Made];
  const known = (spec: Spec) => ({ ID: `id-${spec.Name}`, Version: { Index: 1 }, Spec: spec });
  if (method === "POST") {
    const spec = JSON.parse(body) as Spec;
    specs.push(spec);
    return { status: 201, body: { ID: `id-${spec.Name}`, Id: `id-${spec.Name}` } };
  }
  if (kind === "networks" && name) {
    return { status: 200, body: { Name: name, Id: `id-${name}`, Scope: "swarm", Driver: "overlay" } };
  }
  if (name) return { status: 404, body: { message: `${kind} ${name} not found` } };
  const names = namesIn(searchParams.get("filters"));
  const isObject = kind === "secrets" || kind === "configs";
  return { status: 200, body: isObject ? names.map((each) => known({ Name: each })) : [] };
}

const swarm = { LocalNodeState: "active", ControlAvailable: true, NodeID: "id-node" };

function namesIn(filters: string | null): string[] {
  const { name = {} } = JSON.parse(filters ?? "{}") as { name?: Record<string, boolean> };
  return Object.keys(name);
}
