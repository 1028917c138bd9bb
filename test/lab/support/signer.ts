import { createServer, type Server } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { json } from "node:stream/consumers";
import { Client } from "ssh2";
import { connectionTo, host, on } from "./machines";

const PORT = 8888;
const FOLDER = "/root/external-ca";

/** A root, and a certificate of it for the server. */
const MAKE = `set -e
mkdir -p ${FOLDER}; cd ${FOLDER}
key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'
openssl req -x509 $key -keyout root.key -out root.crt -days 3650 -subj /CN=own-root
openssl req $key -keyout server.key -out server.csr -subj /CN=signer
printf 'subjectAltName=IP:127.0.0.1\\nextendedKeyUsage=serverAuth\\n' >server.ext
openssl x509 -req -in server.csr -CA root.crt -CAkey root.key -CAcreateserial -days 90 -extfile server.ext -out server.crt`;

/** Signs the request on standard input: subject $1, extensions $2. */
const SIGN = `cd ${FOLDER} && printf %s "$2" >node.ext &&
exec openssl x509 -req -CA root.crt -CAkey root.key -CAcreateserial -days 90 -subj "$1" -extfile node.ext`;

/** What Docker asks of an external CA, in cfssl's words. */
interface SigningRequest {
  certificate_request: string;
  hosts: string[];
  subject: { CN: string; names: { O: string; OU: string }[] };
}

/**
 * An external CA in the test's own process that a machine reaches on its loopback, through SSH. Its root never leaves
 * the machine's folder; Docker there has no key of it.
 */
export class Signer {
  /** Where Docker on the machine finds it. */
  readonly url = `https://127.0.0.1:${PORT}/api/v1/cfssl/sign`;
  /** Certificates that were given: `<role> <node ID>`. */
  readonly signed: string[] = [];
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly lab: string,
    private readonly machine: string,
    /** PEM. */
    readonly root: string,
    private readonly server: Server,
    private readonly tunnel: Client,
  ) {}

  static async start(lab: string, machine: string): Promise<Signer> {
    await on(lab, machine, MAKE);
    const file = (name: string) => on(lab, machine, `cat ${FOLDER}/${name}`);
    const server = createServer({ key: await file("server.key"), cert: await file("server.crt") });
    const tunnel = new Client();
    const signer = new Signer(lab, machine, `${await file("root.crt")}\n`, server, tunnel);
    server.on("request", async (request, response) => {
      try {
        const certificate = await signer.sign((await json(request)) as SigningRequest);
        response.end(JSON.stringify({ success: true, result: { certificate }, errors: [], messages: [] }));
      } catch (error) {
        response.writeHead(500).end(String(error));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    await signer.openTunnel();
    return signer;
  }

  close(): void {
    this.tunnel.end();
    this.server.close();
    this.server.closeAllConnections();
  }

  private async openTunnel(): Promise<void> {
    const { port } = this.server.address() as AddressInfo;
    const { host: address, port: sshPort, user: username, privateKey } = await connectionTo(this.lab, this.machine);
    await new Promise<void>((resolve, reject) => {
      this.tunnel
        .on("error", reject)
        .on("tcp connection", (_details, accept) => {
          const channel = accept();
          const socket = connect(port, "127.0.0.1");
          channel.pipe(socket).pipe(channel);
          socket.on("error", () => channel.close());
          channel.on("close", () => socket.destroy());
        })
        .on("ready", () => this.tunnel.forwardIn("127.0.0.1", PORT, (error) => (error ? reject(error) : resolve())))
        .connect({ host: address, port: sshPort, username, privateKey, keepaliveInterval: 10_000 });
    });
  }

  /** One after the other: the machine's folder is one place. */
  private sign({ certificate_request, hosts, subject: { CN, names } }: SigningRequest): Promise<string> {
    const [name] = names;
    const extensions = [
      "basicConstraints=critical,CA:FALSE",
      "keyUsage=critical,digitalSignature,keyEncipherment",
      "extendedKeyUsage=serverAuth,clientAuth",
      `subjectAltName=${hosts.map((dns) => `DNS:${dns}`).join()}`,
    ].join("\n");
    const done = this.queue.then(async () => {
      const command = ["sh", "-c", SIGN, "sign", `/O=${name?.O}/OU=${name?.OU}/CN=${CN}`, extensions];
      const { stdout } = await (await host(this.lab, this.machine)).run(command, { stdin: certificate_request });
      this.signed.push(`${name?.OU} ${CN}`);
      return stdout;
    });
    this.queue = done.catch(() => undefined);
    return done;
  }
}
