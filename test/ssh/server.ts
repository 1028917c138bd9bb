import { spawn } from "node:child_process";
import { createServer, type Server as HttpServer } from "node:http";
import net from "node:net";
import type { Duplex } from "node:stream";
import { type AuthContext, type Connection, Server, type ServerChannel } from "ssh2";
import type { GeneratedKey } from "../../provisioners/ssh/keys/generate";
import type { Connection as Target } from "../../provisioners/ssh/schema";
import { join } from "./join";
import { AuthorizedKey, loginKey, newKey } from "./server-keys";
import type { Call, ServerOptions } from "./server-options";
import { type Unwrapped, unwrap } from "./unwrap";

export { loginKey } from "./server-keys";
export type { Call, Handler, Reply, ServerOptions } from "./server-options";

/** An SSH server in this process, on an ephemeral port of 127.0.0.1. */
export class TestServer {
  readonly calls: Call[] = [];
  readonly hostKey: GeneratedKey;
  /** TCP connections so far. */
  dials = 0;
  /** Attempts to log in so far. */
  logins = 0;
  /** Sessions open now, and the most at a time. */
  sessions = 0;
  maxSessions = 0;
  /** Streams to the Docker socket open now, and in all. */
  dockerStreams = 0;
  dockerStreamsTotal = 0;
  readonly #sockets = new Set<net.Socket>();
  readonly #ssh: Server;
  readonly #tcp: net.Server;
  readonly #docker: HttpServer | undefined;
  readonly #authorized: AuthorizedKey;

  constructor(private readonly options: ServerOptions = {}) {
    this.hostKey = newKey(options.hostKey);
    const { docker, onSignal } = options;
    this.#authorized = new AuthorizedKey(options.authorizedKey);
    this.#docker = typeof docker === "function" ? createServer(docker) : docker;
    this.#ssh = new Server(
      {
        hostKeys: [this.hostKey.privateKey],
        ident: "OpenSSH_9.9",
        banner: options.banner,
        debug: onSignal && ((text) => this.#seeSignal(text)),
      },
      (client) => this.#accept(client),
    );
    this.#tcp = net.createServer((socket) => this.#socket(socket));
  }

  static async start(options?: ServerOptions): Promise<TestServer> {
    const server = new TestServer(options);
    await server.listen(options?.port);
    return server;
  }

  listen(port = 0): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#tcp.once("error", reject);
      this.#tcp.listen(port, "127.0.0.1", resolve);
    });
  }

  get port(): number {
    return (this.#tcp.address() as net.AddressInfo).port;
  }

  /** How to reach this server. */
  connection(changes: Partial<Target> = {}): Target {
    const endpoint = { host: "127.0.0.1", port: this.port, user: "root" };
    return { ...endpoint, privateKey: loginKey.privateKey, hostKey: this.hostKey.publicKey, ...changes };
  }

  /** Cuts every connection without a goodbye. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.drop();
    await new Promise((resolve) => this.#tcp.close(resolve));
  }

  #socket(socket: net.Socket): void {
    this.dials++;
    this.#sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => this.#sockets.delete(socket));
    const { dropFirst = 0, muteFirst = 0, onConnection } = this.options;
    // The library asks for a socket and takes any stream.
    const accept = (stream: Duplex) => this.#ssh.injectSocket(stream as net.Socket);
    if (this.dials <= dropFirst) socket.end("Exceeded MaxStartups\r\n");
    else if (this.dials > muteFirst) onConnection ? onConnection(socket, accept) : accept(socket);
  }

  #accept(client: Connection): void {
    client.on("error", () => client.end());
    client.on("authentication", (context) => this.#authenticate(context));
    client.on("ready", () => this.options.onLogin?.());
    client.on("session", (accept, reject) => {
      const { refuseSessions = 0 } = this.options;
      if (refuseSessions > 0) {
        this.options.refuseSessions = refuseSessions - 1;
        reject();
        return;
      }
      const session = accept();
      this.maxSessions = Math.max(this.maxSessions, ++this.sessions);
      const { terminal } = this.options;
      let ended: () => void = () => undefined;
      if (terminal) {
        session.on("pty", (acceptPty, _reject, size) => {
          acceptPty?.();
          terminal("pty", size);
        });
        session.on("window-change", (_accept, _reject, size) => terminal("resize", size) && ended());
      }
      session.on("exec", (acceptExec, _reject, { command }) => {
        const channel = acceptExec();
        ended = () => {
          channel.exit(0);
          channel.close();
        };
        channel.on("error", () => channel.close());
        channel.once("close", () => this.sessions--);
        this.#exec(channel, command);
      });
    });
    if (this.options.forward) {
      client.on("tcpip", (accept, reject, { destIP, destPort }) => {
        const socket = net.connect(destPort, destIP);
        socket.once("error", () => reject());
        socket.once("connect", () => join(accept(), socket));
      });
    }
    client.on("openssh.streamlocal", (accept, reject) => {
      if (this.options.refuseDockerSocket || !(this.#docker || this.options.onDockerStream)) reject();
      else this.#serveDocker(accept());
    });
  }

  /** The library tells its session nothing of a signal that comes after the end of the input, as sshd would. */
  #seeSignal(text: string): void {
    const name = /Inbound: CHANNEL_REQUEST .*signal: (\w+)/.exec(text)?.[1];
    if (name) this.options.onSignal?.(name);
  }

  #authenticate(context: AuthContext): void {
    this.logins++;
    const { refuseLogins = 0 } = this.options;
    const isKnown = context.method === "publickey" && this.#authorized.admits(context);
    if (isKnown && this.logins > refuseLogins) context.accept();
    else context.reject(["publickey"]);
  }

  #serveDocker(stream: Duplex): void {
    this.dockerStreams++;
    this.dockerStreamsTotal++;
    stream.once("close", () => this.dockerStreams--);
    if (this.options.onDockerStream) {
      this.options.onDockerStream(stream);
      return;
    }
    // Gives the HTTP server a real socket, of which the other end is the channel.
    const relay = net.createServer((socket) => {
      relay.close();
      this.#docker?.emit("connection", socket);
    });
    relay.listen(0, "127.0.0.1", () =>
      join(stream, net.connect((relay.address() as net.AddressInfo).port, "127.0.0.1")),
    );
  }

  #exec(channel: ServerChannel, line: string): void {
    if (this.options.terminal) {
      channel.resume();
      return;
    }
    if (this.options.shell || this.options.raw) this.#shell(channel, line);
    else this.#answer(channel, unwrap(line));
  }

  /** As a host whose login shell comes to the command. */
  #answer(channel: ServerChannel, call: Unwrapped): void {
    const both = (text: string) => {
      channel.write(text);
      channel.stderr.write(text);
    };
    let input = Buffer.alloc(0);
    const { mark, probes } = call;
    const ahead = probes.join("").length;
    const serves = call.command === "docker system dial-stdio";
    const onData = (chunk: Buffer) => {
      input = Buffer.concat([input, chunk]);
      // A command that talks to Docker does not wait for the end of its input.
      if (serves && input.length >= ahead) answer();
    };
    const answer = async () => {
      channel.off("data", onData);
      channel.off("end", answer);
      const made = { ...call, stdin: input.subarray(ahead).toString() };
      this.calls.push(made);
      if (serves && this.#docker) {
        both(mark("begin"));
        return this.#serveDocker(channel);
      }
      const reply = (await this.options.handler?.(made)) ?? {};
      if (reply === "drop") return this.drop();
      if (reply === "hang") return;
      const { stdout = "", stderr = "", code = 0, refused = false } = reply;
      if (!refused) both(mark("begin"));
      channel.write(stdout);
      channel.stderr.write(stderr);
      if (!refused) both(mark("end", code));
      channel.exit(code);
      channel.end();
    };
    channel.on("data", onData);
    channel.once("end", answer);
    both(mark("shell"));
  }

  #shell(channel: ServerChannel, line: string): void {
    const { path = [], login = "sh", env = {} } = this.options.shell ?? {};
    const options = { env: { ...process.env, PATH: [...path, process.env.PATH].join(":"), ...env } };
    const child = spawn(login, ["-c", line], options);
    this.calls.push({ ...unwrap(line), stdin: "" });
    if (this.calls.length <= (this.options.shell?.dropFirst ?? 0)) this.drop();
    channel.pipe(child.stdin);
    child.stdin.on("error", () => channel.unpipe(child.stdin));
    child.stdout.on("data", (chunk) => channel.write(chunk));
    child.stderr.on("data", (chunk) => channel.stderr.write(chunk));
    // A connection that is cut looks to the command like the end of its input.
    channel.once("close", () => child.stdin.end());
    child.once("close", (code) => {
      channel.exit(code ?? 128);
      channel.end();
    });
  }
}
