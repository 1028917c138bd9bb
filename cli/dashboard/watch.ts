import { messageOf, SwarmError } from "../../provisioners/core/errors";
import type { HandlerContext } from "../../provisioners/provider/handler-context";
import type { ClusterEvent } from "../events/event";
import { clusterEvents } from "../events/read";
import { detailsOf } from "../events/render";
import { liveLook } from "../look/live-look";
import type { DeclaredSwarm } from "../stack/declared-swarm";
import type { Feed } from "./feed";
import { snapshotOf } from "./snapshot";
import type { HappeningView } from "./wire";

/** Time between two looks. */
const PAUSE_MS = 2_000;

/** Fills the feed while somebody listens, until the context's signal is aborted. */
export async function watchSwarm(context: HandlerContext, declared: DeclaredSwarm, feed: Feed): Promise<void> {
  await feed.listened(context.signal);
  const end = new AbortController();
  const signal = AbortSignal.any([context.signal, end.signal]);
  // What it waits for is on the page.
  const both = { ...context, signal, status: () => undefined };
  try {
    await Promise.all([watchState(both, declared, feed), watchEvents(both, declared, feed)]);
  } finally {
    end.abort();
  }
}

async function watchState(context: HandlerContext, declared: DeclaredSwarm, feed: Feed): Promise<void> {
  const look = liveLook(context, declared);
  for (;;) {
    try {
      feed.publish(snapshotOf(await look(), new Date(context.clock.now()), feed.snapshot));
    } catch (error) {
      // A manager that dies between two questions is a problem of this moment, which the page shows.
      if (!(error instanceof SwarmError) || context.signal.aborted) throw error;
      feed.problem(messageOf(error));
    }
    await context.clock.sleep(PAUSE_MS, context.signal);
    await feed.listened(context.signal);
  }
}

async function watchEvents(context: HandlerContext, declared: DeclaredSwarm, feed: Feed): Promise<void> {
  const onNode = (where: string, unreachable: string | undefined) => {
    const what = unreachable === undefined ? "events go on" : `no events: ${unreachable}`;
    feed.happened([{ at: new Date(context.clock.now()).toISOString(), where, what }]);
  };
  for await (const event of clusterEvents(context, declared, { follow: true, onNode })) {
    if (isWorthAWord(event)) feed.happened([happeningOf(event)]);
  }
}

/** Commands in containers, as health checks run them, are many, and change nothing. */
const isWorthAWord = ({ type, action }: ClusterEvent) =>
  ["service", "node", "container", "secret", "config", "network"].includes(type) && !/^(exec_|top|resize)/.test(action);

function happeningOf({ time, node, scope, type, action, name, attributes }: ClusterEvent): HappeningView {
  const details = detailsOf(attributes, name);
  const place = scope === "swarm" ? "" : ` on ${node}`;
  return { at: time, where: name || node, what: `${type} ${action}${place}${details ? ` (${details})` : ""}` };
}
