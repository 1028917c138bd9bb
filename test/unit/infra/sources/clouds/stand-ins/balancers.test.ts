import net from "node:net";
import { freePort, listen } from "../../../../../../lab/system/ports";
import { until } from "../../../../../../provisioners/core/until";
import { Balancers } from "../../../../../cloud/stand-ins/balancers";
import { proxyHeader } from "../../../../../cloud/stand-ins/proxy-protocol";
import type { Way } from "../../../../../cloud/stand-ins/ways";

/* The load balancers of the stand-ins forward, follow their targets and tell the clients' addresses. */
const ADDRESS = "127.0.0.1";
let [port, ways]: [number, Way[]] = [0, []];
let balancers: Balancers;
const servers = new Map<string, net.Server>();

/** A machine that answers with its name and what it was sent. */
async function start(machine: string): Promise<void> {
  const server = await listen(await freePort(), (socket) => {
    socket.on("error", () => undefined).on("data", (data) => socket.end(`${machine} ${data.toString("hex")}`));
    socket.resume();
  });
  servers.set(machine, server);
}

const stop = (machine: string) => servers.get(machine)?.close();
const portOf = (server?: net.Server) => (server?.address() as net.AddressInfo | undefined)?.port;
const reach = async ({ machine }: { machine: string }) => portOf(servers.get(machine));

beforeEach(async () => {
  port = await freePort();
  ways = [];
  balancers = new Balancers(() => ways, reach, 50);
});
afterEach(async () => {
  await balancers.close();
  for (const machine of servers.keys()) stop(machine);
  servers.clear();
});

const lead = (machines: string[], more: Partial<Way> = {}) => {
  ways = [{ address: ADDRESS, port, targets: machines.map((machine) => ({ machine, port: 80 })), ...more }];
};

/** What a client gets, and the port that it came from; nothing where it is turned away. */
function ask(localAddress = ADDRESS): Promise<{ answer: string; from: number } | undefined> {
  return new Promise((resolve) => {
    let [answer, from] = ["", 0];
    const socket = net.connect({ host: ADDRESS, port, localAddress }, () => {
      from = socket.localPort ?? 0;
      socket.write("?");
    });
    socket
      .on("data", (data) => {
        answer += data.toString();
      })
      .on("error", () => undefined)
      .on("close", () => resolve(answer ? { answer, from } : undefined));
  });
}

const eventually = <T>(what: string, look: () => Promise<T | undefined>) => until(look, { what, deadlineMs: 20_000 });
const answerer = async () => (await ask())?.answer.split(" ")[0];
/** Who answers to several clients in a row. */
async function answerers(): Promise<string> {
  const names = [await answerer(), await answerer(), await answerer(), await answerer()];
  return [...new Set(names)].sort().join();
}

test("all targets that are well answer in turn, and those that are registered or taken out later", async () => {
  for (const machine of ["a", "b", "c"]) await start(machine);
  lead(["a", "b"]);
  await eventually("a and b", async () => ((await answerers()) === "a,b" ? true : undefined));
  lead(["b", "c"]);
  await eventually("b and c", async () => ((await answerers()) === "b,c" ? true : undefined));
});

test("a target that answers no more gets no more connections, and none that never did", async () => {
  await start("a");
  await start("b");
  lead(["a", "b", "never"]);
  await eventually("a and b", async () => ((await answerers()) === "a,b" ? true : undefined));
  stop("a");
  await eventually("b alone", async () => ((await answerers()) === "b" ? true : undefined));
});

test("an address of a machine leads to one that no balancer takes for well", async () => {
  // Closes what does not begin to speak at once.
  const server = await listen(await freePort(), (socket) => {
    const silence = setTimeout(() => socket.destroy(), 50);
    socket
      .on("error", () => undefined)
      .on("data", () => socket.end("a "))
      .on("close", () => clearTimeout(silence));
    socket.resume();
  });
  servers.set("a", server);
  lead(["a"], { isUnchecked: true });
  await eventually("a", async () => ((await answerer()) === "a" ? true : undefined));
});

test("only clients that are allowed come in", async () => {
  await start("a");
  lead(["a"], { clients: ["127.0.0.1/32"] });
  await eventually("an answer", ask);
  expect(await ask("127.9.8.7")).toBeUndefined();
});

test.each([1, 2] as const)(
  "the PROXY protocol, version %i, tells the client's address and port",
  async (proxyProtocol) => {
    await start("a");
    lead(["a"], { proxyProtocol });
    const { answer, from } = await eventually("an answer", () => ask("127.9.8.7"));
    const header = proxyHeader(proxyProtocol, { address: "127.9.8.7", port: from }, { address: ADDRESS, port });
    expect(answer.startsWith(`a ${header.toString("hex")}`)).toBe(true);
  },
);

test("the header is as the protocol's text has it", () => {
  const [from, to] = [
    { address: "203.0.113.7", port: 40_000 },
    { address: "192.0.2.1", port: 80 },
  ];
  expect(proxyHeader(1, from, to).toString()).toBe("PROXY TCP4 203.0.113.7 192.0.2.1 40000 80\r\n");
  expect(proxyHeader(2, from, to).toString("hex")).toBe(
    "0d0a0d0a000d0a515549540a" + "2111000c" + "cb007107" + "c0000201" + "9c40" + "0050",
  );
});
