import type { Readable } from "node:stream";
import { patient } from "../../provisioners/core/patience";
import type { Filters } from "../../provisioners/docker/client/call";
import { type EventTimes, engineEvents } from "../../provisioners/docker/client/engine";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import { inOrder } from "../in-order";
import { linesOf } from "../lines";
import { dialNode, reasonOf } from "../look/each-node";
import type { DeclaredNode, DeclaredSwarm } from "../stack/declared-swarm";
import { type ClusterEvent, parseEvent } from "./event";
import { Repetitions } from "./repetitions";

export interface EventOptions extends EventTimes {
  /** Goes on with what happens, until the context's signal is aborted or `until` has come. */
  follow: boolean;
  /** As Docker takes them. */
  filters?: Filters;
  /** A node that cannot be read, or can be read again. */
  onNode?(node: string, unreachable: string | undefined): void;
}

/** Time until a node that dropped out is asked again. */
const RETRY_MS = 5_000;
/** A node whose clock is behind would end its answer later than the others. */
const LATE_MS = 15_000;

/**
 * What happens on all nodes and in the swarm, once each, in the order of its times. Nodes are asked themselves: it needs no
 * quorum. A node that drops out is asked again while others go on, from its last event on.
 */
export async function* clusterEvents(
  context: HandlerContext,
  { nodes }: Pick<DeclaredSwarm, "nodes">,
  options: EventOptions,
): AsyncGenerator<ClusterEvent> {
  const seen = new Repetitions();
  const sources = nodes.map((node) => eventsOf(context, node, options));
  for await (const event of inOrder(sources, (a, b) => a.at - b.at, options.follow)) {
    if (!seen.has(event)) yield event;
  }
}

async function* eventsOf(
  context: HandlerContext,
  node: DeclaredNode,
  { follow, since, until, filters = {}, onNode }: EventOptions,
): AsyncGenerator<ClusterEvent> {
  let from = since;
  let isOut = false;
  do {
    try {
      const stream = await engineEvents(await dialNode(context, node), filters, timesOf({ since: from, until }));
      if (isOut) onNode?.(node.name, undefined);
      isOut = false;
      for await (const event of eventsIn(stream, node.name, follow)) {
        // The event itself comes again, and is known.
        from = Math.floor(event.at / 1e6) / 1e3;
        yield event;
      }
      if (until !== undefined) return;
      throw new Error("its Docker ended the stream of events");
    } catch (error) {
      context.signal.throwIfAborted();
      if (!isOut) onNode?.(node.name, reasonOf(error));
      isOut = true;
    }
    if (follow) await context.clock.sleep(RETRY_MS, context.signal);
  } while (follow);
}

const timesOf = ({ since, until }: EventTimes): EventTimes => ({
  ...(since !== undefined && { since }),
  ...(until !== undefined && { until }),
});

async function* eventsIn(stream: Readable, node: string, follow: boolean): AsyncGenerator<ClusterEvent> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    stream.destroy();
  }, patient(LATE_MS));
  if (follow) clearTimeout(timer);
  try {
    for await (const line of linesOf(stream)) if (line) yield parseEvent(line, node);
  } catch (error) {
    if (!isLate) throw error;
  } finally {
    clearTimeout(timer);
    stream.destroy();
  }
}
