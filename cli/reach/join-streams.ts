import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Leads each of two streams into the other until both have ended. One that just closes is no error. */
export async function joinStreams(one: Duplex, other: Duplex): Promise<void> {
  const ended = await Promise.allSettled([pipeline(one, other), pipeline(other, one)]);
  for (const result of ended) {
    if (result.status === "rejected" && result.reason.code !== "ERR_STREAM_PREMATURE_CLOSE") throw result.reason;
  }
}
