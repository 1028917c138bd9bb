import type { Duplex } from "node:stream";

/** Carries bytes both ways, and the end of either side. */
export function join(a: Duplex, b: Duplex): void {
  a.pipe(b);
  b.pipe(a);
  a.on("error", () => b.destroy());
  b.on("error", () => a.destroy());
  a.once("close", () => b.destroy());
  b.once("close", () => {
    a.end();
    // What is left unread would keep a channel from closing.
    a.resume();
  });
}
