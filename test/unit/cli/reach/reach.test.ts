import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Duplex, PassThrough } from "node:stream";
import type { CommandContext } from "../../../../cli/context";
import { Forwarder } from "../../../../cli/reach/forward";
import { withLocalServer } from "../../../../cli/reach/local-server";
import { placesOf } from "../../../../cli/reach/places";
import { parsePort, pathsTo } from "../../../../cli/reach/service-port";
import { receiveFrom, sendTo } from "../../../../cli/reach/transfer";
import { SwarmError } from "../../../../provisioners/core/errors";
import { look, node, service, task } from "../look/swarm";
import { contextOf, declaredNode } from "../nodes";

describe("the places of cp", () => {
  test("are one here and one in a container or on a node", () => {
    expect(placesOf("web.2:/log", ".")).toEqual({
      remote: { name: "web.2", path: "/log" },
      local: ".",
      isDownload: true,
    });
    expect(placesOf("./a:b", "w1:/tmp/")).toMatchObject({
      remote: { name: "w1", path: "/tmp/" },
      local: "./a:b",
      isDownload: false,
    });
  });

  test.each([
    ["a", "b"],
    ["w1:/a", "w2:/b"],
  ])("are refused from %s to %s", (from, to) => expect(() => placesOf(from, to)).toThrow(/NAME:PATH/));
});

describe("a transfer", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "transfer-"));
    await mkdir(join(folder, "site", "css"), { recursive: true });
    await writeFile(join(folder, "site", "index.html"), "hello");
    await writeFile(join(folder, "site", "css", "all.css"), "body {}");
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** What is sent into a command, and what one prints. */
  const sink = () => {
    const sent: Buffer[] = [];
    const write = (chunk: Buffer, _encoding: string, done: () => void) => {
      sent.push(chunk);
      done();
    };
    const stream = new Duplex({ read: () => undefined, write });
    stream.once("finish", () => stream.push(null));
    return { sent, stream };
  };
  const source = (bytes: Buffer) => {
    const stream = new PassThrough();
    stream.end(bytes);
    return stream;
  };
  const packed = async (path: string) => {
    const { sent, stream } = sink();
    await sendTo(stream, path);
    return Buffer.concat(sent);
  };

  test("brings a folder under the name that is given, or into a folder that is there", async () => {
    const bytes = await packed(join(folder, "site"));
    expect(await receiveFrom(source(bytes), join(folder, "copy"), false)).toBe(join(folder, "copy"));
    expect(await readFile(join(folder, "copy", "css", "all.css"), "utf8")).toBe("body {}");
    await mkdir(join(folder, "there"));
    expect(await receiveFrom(source(bytes), join(folder, "there"), false)).toBe(join(folder, "there", "site"));
  });

  test("brings what is in a folder", async () => {
    const bytes = await packed(join(folder, "site"));
    await receiveFrom(source(bytes), join(folder, "copy"), true);
    expect(await readdir(join(folder, "copy"))).toEqual(["site"]);
  });

  test("that breaks off leaves nothing behind, and has the command's error", async () => {
    const bytes = await packed(join(folder, "site", "index.html"));
    const stream = source(bytes.subarray(0, 600));
    stream.once("end", () => stream.destroy(new Error("no such file")));
    await expect(receiveFrom(stream, join(folder, "copy.html"), false)).rejects.toThrow();
    expect((await readdir(folder)).sort()).toEqual(["site"]);
  });

  test("of a file that is not there is refused before the command gets anything", async () => {
    await expect(sendTo(sink().stream, join(folder, "gone"))).rejects.toThrow(/ENOENT/);
  });
});

const [m1, w1] = [node("m1", "manager", { leader: true }), node("w1", "worker")];
const dead = node("w2", "worker", { up: false });
const container = (id: string) => ({ Status: { State: "running", ContainerStatus: { ContainerID: id } } });

describe("the ways to a port", () => {
  const declared = { nodes: ["m1", "w1", "w2"].map((name) => declaredNode(name)) };
  const ports = (PublishMode: string) => ({
    Endpoint: { Ports: [{ PublishedPort: 8080, TargetPort: 80, Protocol: "tcp", PublishMode }] },
  });
  const workloads = (more: object = {}) => {
    const web = { ...service("web", 2), ...more };
    const tasks = [task(web, 1, w1, "running", container("c1")), task(web, 2, m1, "running", container("c2"))];
    return look([m1, w1, dead], [web], tasks).swarm as NonNullable<ReturnType<typeof look>["swarm"]>;
  };
  const ways = (text: string, more?: object) =>
    pathsTo(parsePort(text), declared, workloads(more)).map((path) =>
      [path.node.name, "container" in path ? path.container : "node", path.port].join(" "),
    );

  test("in the routing mesh are all living nodes, by the port outside or that of the container", () => {
    expect(ways("web:8080", ports("ingress"))).toEqual(["m1 node 8080", "w1 node 8080"]);
    expect(ways("web:80", ports("ingress"))).toEqual(["m1 node 8080", "w1 node 8080"]);
  });

  test("on hosts are the nodes with tasks", () => {
    expect(ways("web:8080", ports("host"))).toEqual(["w1 node 8080", "m1 node 8080"]);
  });

  test("that is not published are the containers, or the one of a task", () => {
    expect(ways("web:5000")).toEqual(["w1 c1 5000", "m1 c2 5000"]);
    expect(ways("web.2:80", ports("ingress"))).toEqual(["m1 c2 80"]);
  });

  test.each(["web", "web:0", "web:70000", ":80"])("%s names no port", (text) => {
    expect(() => parsePort(text)).toThrow(/names no port/);
  });
});

describe("a forwarded port", () => {
  const echo = () => createServer((socket) => socket.pipe(socket));
  const portOf = (server: Server) => (server.address() as { port: number }).port;

  /** What comes back for a text. */
  const ask = (port: number) =>
    new Promise<string>((resolve, reject) => {
      let text = "";
      const socket = connect(port, "127.0.0.1", () => socket.end("hello"));
      socket.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      socket.once("close", () => resolve(text)).once("error", reject);
    });

  test("moves on to another node when the first one dies, and asks that one first from then on", async () => {
    const target = echo();
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
    const tried: string[] = [];
    const { context } = contextOf({ m1: () => ({}), w1: () => ({}) });
    const use = async ({ host }: { host: string }) => ({
      connectPort: async () => {
        tried.push(host);
        if (host === "m1") throw new SwarmError({ code: "SSH_DROPPED", kind: "transport", summary: "gone" });
        return connect(portOf(target), "127.0.0.1");
      },
    });
    const declared = { nodes: ["m1", "w1"].map((name) => declaredNode(name)) } as never;
    const forwarder = new Forwarder({ ...context, hosts: { use } } as unknown as CommandContext, declared, {
      name: "web",
      port: 80,
    });
    forwarder.refresh = async () => undefined;
    forwarder.paths = ["m1", "w1"].map((name) => ({ node: declaredNode(name), address: "10.0.0.1", port: 80 }));
    const lead = (client: Parameters<Forwarder["lead"]>[0]) => forwarder.lead(client);
    const asked = await withLocalServer({ host: "127.0.0.1", port: 0 }, lead, async (server) => [
      await ask(portOf(server)),
      await ask(portOf(server)),
    ]);
    expect(asked).toEqual(["hello", "hello"]);
    expect(tried).toEqual(["m1", "w1", "w1"]);
    await new Promise((resolve) => target.close(resolve));
  });
});
