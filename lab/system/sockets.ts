import type net from "node:net";

/** Joins two connections; when one breaks, so does the other. */
export function joinSockets(one: net.Socket, other: net.Socket): void {
  one.on("error", () => other.destroy()).on("close", () => other.destroy());
  other.on("error", () => one.destroy()).on("close", () => one.destroy());
  one.pipe(other).pipe(one);
}
