import { once } from "node:events";
import net from "node:net";
import { PublicPorts } from "../../../../lab/daemon/public-ports";

/* A machine's ports at its public address: only what the firewall opens, only to whom. */
const ADDRESS = "127.93.7.1";
const PORT = 8090;

let machine: net.Server;
let ports: PublicPorts;
beforeEach(async () => {
  machine = net.createServer((socket) => socket.end("hello"));
  await once(machine.listen(0, "127.0.0.1"), "listening");
  ports = new PublicPorts(ADDRESS, async () => (machine.address() as net.AddressInfo).port);
});
afterEach(() => {
  ports.close();
  machine.close();
});

/** What the machine says; nothing where the connection is cut, `undefined` where nobody listens. */
async function hear(from = "127.0.0.1"): Promise<string | undefined> {
  const socket = net.connect({ host: ADDRESS, port: PORT, localAddress: from });
  let text = "";
  socket.on("data", (data) => {
    text += data.toString();
  });
  return new Promise((resolve) => {
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code === "ECONNREFUSED" ? undefined : ""));
    socket.once("close", () => resolve(text));
  });
}

const open = (source: string, protocol: "tcp" | "udp" = "tcp") => ({
  protocol,
  ports: [PORT, PORT] as [number, number],
  sources: [source],
});

test("nothing answers before the firewall opens it", async () => {
  expect(await hear()).toBeUndefined();
  await ports.set([open("10.77.0.0/24"), open("0.0.0.0/0", "udp")]);
  expect(await hear()).toBeUndefined();
});

test("only whom the rule names is let in", async () => {
  await ports.set([open("127.0.0.1/32")]);
  expect(await hear()).toBe("hello");
  expect(await hear("127.0.0.2")).toBe("");
  await ports.set([open("0.0.0.0/0")]);
  expect(await hear("127.0.0.2")).toBe("hello");
});

test("a port is closed with its rule", async () => {
  await ports.set([open("127.0.0.1/32")]);
  await ports.set([]);
  expect(await hear()).toBeUndefined();
});
