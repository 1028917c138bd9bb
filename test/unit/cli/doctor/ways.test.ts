import { tryAllWays } from "../../../../cli/doctor/ways";
import { contextOf, declaredNode } from "../nodes";

/** A node that is in the network `ingress` at an address, and whose tries end like this. */
const answering = (address: string | undefined, outcome: (way: string) => string) => () => ({
  docker: () => ({
    getNetwork: () => ({
      inspect: async () => ({ Containers: address && { "ingress-sbox": { IPv4Address: `${address}/16` } } }),
    }),
  }),
  run: async (command: string | readonly string[]) => {
    const ways = [command].flat().slice(4);
    return { stdout: ways.map((way, index) => `${index} ${outcome(way)}`).join("\n"), stderr: "", code: 0 };
  },
});

test("every port is tried between every two nodes that can be reached", async () => {
  const nodes = [declaredNode("m1", "manager"), declaredNode("w1"), declaredNode("dead")].map((node, index) => ({
    ...node,
    address: `10.0.0.${index + 1}`,
  }));
  const { context } = contextOf({
    m1: answering("10.201.0.2", (way) => (way === "ingress 10.201.0.3 9" ? "refused" : "silent")) as never,
    w1: answering("10.201.0.3", (way) => (way.endsWith("2377") ? "refused" : "open")) as never,
  });
  const tried = await tryAllWays(context, { nodes });
  expect(tried.map(({ from, to, port, outcome }) => `${from} → ${to} ${port} ${outcome}`)).toEqual([
    "m1 → w1 7946/tcp silent",
    "m1 → w1 4789/udp open",
    "m1 → dead 7946/tcp silent",
    "w1 → m1 2377/tcp refused",
    "w1 → m1 7946/tcp open",
    "w1 → m1 4789/udp open",
    "w1 → dead 7946/tcp open",
  ]);
});
