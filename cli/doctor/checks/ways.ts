import { type Check, type Finding, finding } from "../finding";
import type { WayTried } from "../ways";

const closed: Check = {
  check: "port-closed",
  severity: "attention",
  why: "Docker calls such nodes ready all the same; services there do not find each other, or the node drops out.",
  fix: "Open the port between the nodes, in the cloud's and in the machines' firewalls. For encrypted networks open ESP (IP protocol 50), too.",
};
const refused: Check = {
  check: "port-refused",
  severity: "attention",
  why: "Nobody listens there, or a firewall says so: the node takes no part in the swarm.",
  fix: "Look at `systemctl status docker` there, then at the machine's firewall.",
};

/** Each port of a node that other nodes do not reach, with those that do not. */
export function wayFindings(ways: readonly WayTried[]): Finding[] {
  const byPort = new Map<string, WayTried[]>();
  for (const way of ways) byPort.set(`${way.to} ${way.port}`, [...(byPort.get(`${way.to} ${way.port}`) ?? []), way]);
  return [...byPort.values()].flatMap((tries) => [
    ...shut(tries, "silent", closed, "does not pass"),
    ...shut(tries, "refused", refused, "is refused"),
  ]);
}

function shut(tries: readonly WayTried[], outcome: WayTried["outcome"], check: Check, text: string): Finding[] {
  const [first, ...others] = tries.filter((way) => way.outcome === outcome);
  if (!first) return [];
  const from =
    others.length + 1 === tries.length ? "every other node" : [first, ...others].map((way) => way.from).join(", ");
  return [finding(check, first.to, `${first.port} (${first.address}) ${text} from ${from}`)];
}
