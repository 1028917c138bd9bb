import { SwarmError } from "../../core/errors";
import { dial, type HandlerContext } from "../../provider/handler-context";
import { readFacts } from "../facts/facts";
import type { Looked, PreflightHost } from "./check";

/** Looks at one host; one that cannot be looked at is an answer, too. */
export async function lookAtHost(context: HandlerContext, host: PreflightHost, dialMs: number): Promise<Looked> {
  try {
    return {
      host,
      facts: await readFacts(await dial(context, host.name, host.connection, dialMs), context.clock, "first"),
    };
  } catch (error) {
    context.signal.throwIfAborted();
    if (error instanceof SwarmError) return { host, error };
    throw error;
  }
}
