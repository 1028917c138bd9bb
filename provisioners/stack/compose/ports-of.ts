import { at, textOf } from "./document/nodes";
import type { Tree } from "./document/tree";
import { type Port, parsePort } from "./ports";

/** The ports of one element of `ports:`, in both forms. */
export function portsOf(item: Tree): Port[] {
  return item.kind === "map" ? longPort(item) : parsePort(textOf(item) ?? "").ports;
}

/** The entry under each port that it publishes, one that publishes several taken apart; Docker chooses the number for `0`. */
export function portsByNumber(item: Tree): [number: string, item: Tree][] {
  const { ports, address } = item.kind === "map" ? { ports: longPort(item) } : parsePort(textOf(item) ?? "");
  const [first, ...more] = ports;
  if (!first || more.length === 0 || item.kind !== "scalar") return [[String(first?.port ?? 0), item]];
  const from = address ? `${address}:` : "";
  return ports.map(({ port, target, protocol }) => {
    return [String(port), { ...item, value: `${from}${port}:${target}/${protocol}` }];
  });
}

function longPort(item: Tree): Port[] {
  const [port, target] = [Number(textOf(at(item, "published"))), Number(textOf(at(item, "target")))];
  if (!(port > 0 && target > 0)) return [];
  const protocol = (textOf(at(item, "protocol")) ?? "tcp") as Port["protocol"];
  return [{ port, target, protocol, mode: textOf(at(item, "mode")) === "host" ? "host" : "ingress" }];
}
