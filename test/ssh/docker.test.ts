import { createServer } from "node:http";
import type { Readable } from "node:stream";
import { withDocker } from "../../provisioners/docker/host";
import type { ServerOptions, TestServer } from "./server";
import { pool, server } from "./setup";

/** A Docker Engine as far as these tests ask. */
const engine = () => {
  const http = createServer((request, response) => {
    if (request.url === "/version") response.end(JSON.stringify({ Version: "28.0.0" }));
    else if (request.url === "/info") response.end(JSON.stringify({ Labels: Array(50_000).fill("a long label") }));
    else if (request.url === "/_ping") response.socket?.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut sho");
    else if (request.url?.startsWith("/events")) {
      response.flushHeaders();
      response.write(`${JSON.stringify({ Action: "start" })}\n`);
    } else if (request.method === "POST") {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => response.writeHead(201).end(JSON.stringify({ Id: JSON.parse(body).Name })));
    } else response.writeHead(404).end(JSON.stringify({ message: "no such thing" }));
  });
  http.on("upgrade", (_request, socket) => {
    socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
    socket.pipe(socket);
  });
  return http;
};

async function connect(options: ServerOptions = {}, user = "root", signal?: AbortSignal) {
  const remote = await server({ docker: engine(), ...options });
  const host = await withDocker(pool()).use(remote.connection({ user }), { signal });
  return { remote, docker: host.docker() };
}

/** Every stream to the Docker socket is closed: waited for, because the goodbye takes a moment. */
async function allClosed(remote: TestServer): Promise<void> {
  while (remote.dockerStreams > 0) await new Promise(setImmediate);
}

test("requests go over one SSH connection and leave no stream open", async () => {
  const { remote, docker } = await connect();
  const versions = await Promise.all(Array.from({ length: 12 }, () => docker.version()));
  expect(versions.map(({ Version }) => Version)).toEqual(Array(12).fill("28.0.0"));
  await allClosed(remote);
  expect([remote.dials, remote.dockerStreamsTotal]).toEqual([1, 12]);
});

test("bodies go up, and large ones come down", async () => {
  const { remote, docker } = await connect();
  await expect(docker.createNetwork({ Name: "web" })).resolves.toMatchObject({ id: "web" });
  expect((await docker.info()).Labels).toHaveLength(50_000);
  await allClosed(remote);
});

test("an error of the API keeps its status", async () => {
  const { docker } = await connect();
  await expect(docker.getNode("x").inspect()).rejects.toMatchObject({ statusCode: 404 });
});

test("a stream stays open until it is ended here", async () => {
  const { remote, docker } = await connect();
  const events = (await docker.getEvents()) as Readable;
  for await (const chunk of events) {
    expect(JSON.parse(String(chunk))).toEqual({ Action: "start" });
    break;
  }
  await allClosed(remote);
});

test("a hijacked connection carries both ways, and its end", async () => {
  const { remote, docker } = await connect();
  const stream = await docker.getContainer("x").attach({ stream: true, stdin: true, stdout: true, hijack: true });
  stream.end("echo");
  let text = "";
  for await (const chunk of stream) text += chunk;
  expect(text).toBe("echo");
  await allClosed(remote);
});

test("a body that is cut short is an error, not an endless wait", async () => {
  const { docker } = await connect();
  await expect(docker.ping()).rejects.toThrow("aborted");
});

test("a connection that drops is a transport error; the next request dials again", async () => {
  const { remote, docker } = await connect();
  const events = (await docker.getEvents()) as Readable;
  const failed = new Promise((resolve) => events.once("error", resolve));
  events.resume();
  remote.drop();
  await failed;
  await expect(docker.version()).resolves.toMatchObject({ Version: "28.0.0" });
  expect(remote.dials).toBe(2);
});

test("a request on a connection that drops is named so", async () => {
  const silent = createServer(() => remote.drop());
  const { remote, docker } = await connect({ docker: silent });
  await expect(docker.version()).rejects.toMatchObject({ code: "SSH_DROPPED", kind: "transport" });
});

test("cancelling ends a request", async () => {
  const cancel = new AbortController();
  const silent = createServer(() => cancel.abort());
  const { remote, docker } = await connect({ docker: silent }, "root", cancel.signal);
  await expect(docker.version()).rejects.toMatchObject({ code: "CANCELLED" });
  await allClosed(remote);
});

test("root without a Docker socket is told that Docker does not run", async () => {
  const { docker } = await connect({ refuseDockerSocket: true });
  await expect(docker.version()).rejects.toMatchObject({ code: "DOCKER_NOT_RUNNING", kind: "transient" });
});

describe("a user who may not open the socket", () => {
  test("reaches it through a command as root, asked for once", async () => {
    const { remote, docker } = await connect({ refuseDockerSocket: true }, "ubuntu");
    for (let count = 0; count < 12; count++) await docker.version();
    expect(remote.calls[0]).toMatchObject({ sudo: true, command: "docker system dial-stdio" });
    expect(remote.calls).toHaveLength(12);
    await allClosed(remote);
    expect(remote.sessions).toBe(0);
  });

  test.each([
    ["Cannot connect to the Docker daemon. Is the docker daemon running?", "DOCKER_NOT_RUNNING", false],
    ["sh: 1: docker: not found", "DOCKER_NOT_RUNNING", false],
    ["sudo: a password is required", "SSH_NO_SUDO", true],
    // It ends with what could be the begin of a mark.
    ["sudo: not allowed ~", "SSH_NO_SUDO", true],
  ])("hears why that fails: %s", async (stderr, code, refused) => {
    const handler = () => ({ stderr, code: 1, refused });
    const { docker } = await connect({ docker: undefined, handler }, "ubuntu");
    const failure = docker.version();
    await expect(failure).rejects.toMatchObject({ code });
    await expect(failure).rejects.toThrow(stderr);
  });
});

test("DOCKER_HOST of this computer changes nothing", async () => {
  process.env.DOCKER_HOST = "tcp://192.0.2.1:2376";
  try {
    const { docker } = await connect();
    await expect(docker.version()).resolves.toMatchObject({ Version: "28.0.0" });
  } finally {
    delete process.env.DOCKER_HOST;
  }
});
