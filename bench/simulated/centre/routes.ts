import type { dockerOf } from "../../../test/unit/fakes/docker";

type Docker = ReturnType<typeof dockerOf>;

/** A request as a route gets it. */
export interface Asked {
  /** The parts of the path that the route leaves open. */
  params: string[];
  query: URLSearchParams;
  // biome-ignore lint/suspicious/noExplicitAny: what the product sends is for the fake Docker to judge
  body: any;
}

/** A route: method, path with `*` for an open part, and the call of dockerode's that does its work. */
export type Route = [pattern: string, run: (docker: Docker, asked: Asked) => unknown];

const filters = ({ query }: Asked) => ({ filters: query.get("filters") ?? "{}" });
const versioned = ({ query, body }: Asked) => {
  const flags = [...query].filter(([key]) => key !== "version").map(([key, value]) => [key, value === "true"]);
  return { _query: { version: Number(query.get("version")), ...Object.fromEntries(flags) }, _body: body };
};

/** `docker.modem.dial` as a promise. */
const dialled = (docker: Docker, method: string, path: string, options?: object) =>
  new Promise((resolve, reject) => {
    docker.modem.dial({ method, path, options, statusCodes: {} }, (error: unknown, value: unknown) =>
      error ? reject(error) : resolve(value),
    );
  });

/** Docker's API over HTTP, by the calls that the fake Docker knows. */
export const routes: readonly Route[] = [
  ["GET /info", (docker) => docker.info()],
  ["GET /swarm", (docker) => docker.swarmInspect()],
  ["POST /swarm/init", (docker, { body }) => docker.swarmInit(body)],
  ["POST /swarm/join", (docker, { body }) => docker.swarmJoin(body)],
  ["POST /swarm/leave", (docker) => docker.swarmLeave({})],
  ["POST /swarm/update", (docker, asked) => docker.swarmUpdate(versioned(asked))],
  ["GET /swarm/unlockkey", (docker) => dialled(docker, "GET", "/swarm/unlockkey")],
  ["POST /swarm/unlock", (docker, { body }) => dialled(docker, "POST", "/swarm/unlock", body)],
  ["GET /nodes", (docker) => docker.listNodes()],
  ["GET /nodes/*", (docker, { params: [id = ""] }) => docker.getNode(id).inspect()],
  ["POST /nodes/*/update", (docker, asked) => docker.getNode(asked.params[0] ?? "").update(versioned(asked))],
  ["DELETE /nodes/*", (docker, { params: [id = ""] }) => docker.getNode(id).remove()],
  ["GET /tasks", (docker, asked) => docker.listTasks(filters(asked))],
  ["GET /services", (docker, asked) => docker.listServices(filters(asked))],
  ["POST /services/create", (docker, { body }) => docker.createService(body)],
  ["GET /services/*", (docker, { params: [id = ""] }) => docker.getService(id).inspect()],
  ["POST /services/*/update", (docker, asked) => docker.getService(asked.params[0] ?? "").update(versioned(asked))],
  ["DELETE /services/*", (docker, { params: [id = ""] }) => docker.getService(id).remove()],
  ["GET /networks", (docker, asked) => docker.listNetworks(filters(asked))],
  ["POST /networks/create", (docker, { body }) => docker.createNetwork(body)],
  ["GET /networks/*", (docker, { params: [id = ""] }) => docker.getNetwork(id).inspect()],
  ["DELETE /networks/*", (docker, { params: [id = ""] }) => docker.getNetwork(id).remove()],
  ["GET /secrets", (docker, asked) => docker.listSecrets(filters(asked))],
  ["POST /secrets/create", (docker, { body }) => docker.createSecret(body)],
  ["DELETE /secrets/*", (docker, { params: [id = ""] }) => docker.getSecret(id).remove()],
  ["GET /configs", (docker, asked) => docker.listConfigs(filters(asked))],
  ["POST /configs/create", (docker, { body }) => docker.createConfig(body)],
  ["DELETE /configs/*", (docker, { params: [id = ""] }) => docker.getConfig(id).remove()],
  ["GET /volumes", (docker) => docker.listVolumes()],
  ["GET /containers/json", (docker, asked) => docker.listContainers(filters(asked))],
];

/** The route of a request with what its path leaves open. */
export function routeOf(method: string, path: string): { route: Route; params: string[] } | undefined {
  for (const route of routes) {
    const source = route[0].replace(/[.]/g, "\\.").replaceAll("*", "([^/]+)");
    const found = new RegExp(`^${source}$`).exec(`${method} ${path}`);
    if (found) return { route, params: found.slice(1).map(decodeURIComponent) };
  }
  return undefined;
}
