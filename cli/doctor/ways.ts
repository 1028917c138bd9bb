import { swarmPort, usualDataPathPort } from "../../provisioners/host/ports";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import {
  ingress,
  type Outcome,
  sandboxAddress,
  tryWays,
  UNUSED,
  type Way,
} from "../../provisioners/swarm/connectivity/probe";
import { askNodes } from "../look/each-node";
import type { DeclaredNode, DeclaredSwarm } from "../stack/declared-swarm";

/** A port of one node that another node tried. */
export interface WayTried {
  from: string;
  to: string;
  address: string;
  /** Such as `7946/tcp`. */
  port: string;
  outcome: Outcome;
}

/** Every port that nodes need of each other, between every two nodes that can be reached: one round trip for each. */
export async function tryAllWays(
  context: HandlerContext,
  { nodes, dataPathPort = usualDataPathPort }: Pick<DeclaredSwarm, "nodes" | "dataPathPort">,
): Promise<WayTried[]> {
  const inside = new Map<string, string>();
  for (const each of await askNodes(context, nodes, ingress)) {
    const address = "value" in each && sandboxAddress(each.value);
    if (address) inside.set(each.node, address);
  }
  const tried = await askNodes(context, nodes, async (host, { name }) => {
    const others = nodes.filter((node) => node.name !== name);
    const wanted = others.flatMap((to) =>
      portsOf(to, inside.has(name) ? inside.get(to.name) : undefined, dataPathPort),
    );
    const outcomes = await tryWays(
      host,
      wanted.map(({ way }) => way),
    );
    return wanted.map(({ to, port, way }, index): WayTried => {
      const outcome = outcomes[index] ?? "silent";
      // From inside an overlay network a refusal is the other end's answer.
      const isAnswer = way.from === "ingress" && outcome === "refused";
      return { from: name, to: to.name, address: to.address, port, outcome: isAnswer ? "open" : outcome };
    });
  });
  return tried.flatMap((each) => ("value" in each ? each.value : []));
}

/** What other nodes need of a node. Its UDP port for overlay networks is tried through the network that all nodes are in. */
function portsOf(to: DeclaredNode, inside: string | undefined, dataPathPort: number) {
  const { address, role } = to;
  const ports: { to: DeclaredNode; port: string; way: Way }[] = [];
  if (role === "manager") {
    ports.push({ to, port: `${swarmPort}/tcp`, way: { from: "host", address, port: swarmPort } });
  }
  ports.push({ to, port: "7946/tcp", way: { from: "host", address, port: 7946 } });
  if (inside) ports.push({ to, port: `${dataPathPort}/udp`, way: { from: "ingress", address: inside, port: UNUSED } });
  return ports;
}
