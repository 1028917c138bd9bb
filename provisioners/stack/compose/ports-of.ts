import { at, textOf } from "./nodes";
import { type Port, parsePort } from "./ports";
import type { Tree } from "./tree";

/** The ports of one element of `ports:`, in both forms. */
export function portsOf(item: Tree): Port[] {
  return item.kind === "map" ? longPort(item) : parsePort(textOf(item) ?? "").ports;
}

function longPort(item: Tree): Port[] {
  const [port, target] = [Number(textOf(at(item, "published"))), Number(textOf(at(item, "target")))];
  if (!(port > 0 && target > 0)) return [];
  const protocol = (textOf(at(item, "protocol")) ?? "tcp") as Port["protocol"];
  return [{ port, target, protocol, mode: textOf(at(item, "mode")) === "host" ? "host" : "ingress" }];
}
