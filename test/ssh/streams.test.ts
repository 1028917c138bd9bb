import { createServer } from "node:http";
import { type Duplex, PassThrough } from "node:stream";
import { SwarmError } from "../../provisioners/core/errors";
import { pool, server } from "./setup";

const failed = (host: string, cause: string) =>
  new SwarmError({ code: "CANNOT_COPY", summary: "Cannot copy", host, cause });

async function hostWith(options: Parameters<typeof server>[0]) {
  const remote = await server(options);
  return pool().use(remote.connection(), { name: "web-1" });
}

/** All that comes until the stream is closed; rejects with its error. */
async function all(stream: Duplex): Promise<string> {
  let text = "";
  stream.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  if (!stream.closed) await new Promise((resolve) => stream.once("close", resolve));
  if (stream.errored) throw stream.errored;
  return text;
}

describe("a command's stream", () => {
  test("passes bytes both ways and ends with the command", async () => {
    const host = await hostWith({ shell: {} });
    const stream = await host.stream({ what: "echo", command: ["cat"], failed });
    stream.end("a".repeat(200_000));
    expect(await all(stream)).toHaveLength(200_000);
  });

  test("ends with the error of a command that fails after its output", async () => {
    const host = await hostWith({ shell: {} });
    const command = ["sh", "-c", "echo part; echo 'no such file' >&2; exit 1"];
    const stream = await host.stream({ what: "read", command, failed });
    await expect(all(stream)).rejects.toMatchObject({
      code: "CANNOT_COPY",
      message: expect.stringContaining("no such file"),
    });
  });
});

describe("a port as the host reaches it", () => {
  test("is led to, and is closed with the stream", async () => {
    const target = createServer((_request, response) => response.end("here"));
    await new Promise<void>((resolve) => target.listen(0, "127.0.0.1", resolve));
    const { port } = target.address() as { port: number };
    const host = await hostWith({ forward: true });
    const stream = await host.connectPort({ address: "127.0.0.1", port });
    stream.write("GET / HTTP/1.0\r\n\r\n");
    expect(await all(stream)).toMatch(/here$/);
    await new Promise((resolve) => target.close(resolve));
    await expect(host.connectPort({ address: "127.0.0.1", port })).rejects.toMatchObject({ code: "SSH_PORT_CLOSED" });
  });
});

describe("a command on the user's terminal", () => {
  const output = () => Object.assign(new PassThrough(), { columns: 100, rows: 30 });
  const input = () => Object.assign(new PassThrough(), { isTTY: false, setRawMode: () => undefined });

  test("has a terminal of its own, which is resized with the user's", async () => {
    const seen: string[] = [];
    const screen = output();
    const host = await hostWith({
      terminal: (what, { cols, rows }) => {
        seen.push(`${what} ${cols}x${rows}`);
        return what === "resize";
      },
    });
    screen.on("newListener", (event) => {
      if (event === "resize") setImmediate(() => Object.assign(screen, { columns: 120, rows: 40 }).emit("resize"));
    });
    expect(await host.terminal(["top"], { input: input() as never, output: screen })).toBe(0);
    expect(seen).toEqual(["pty 100x30", "resize 120x40"]);
  });

  test("passes bytes as they are where it is to have none", async () => {
    const host = await hostWith({ raw: true });
    const [screen, errors] = [output(), new PassThrough()];
    const command = ["sh", "-c", "cat; echo oops >&2; exit 3"];
    expect(await host.terminal(command, { input: input().end("dump\n") as never, output: screen, errors })).toBe(3);
    expect([screen.read().toString(), errors.read().toString()]).toEqual(["dump\n", "oops\n"]);
  });
});
