import type { Command } from "commander";
import { SwarmError } from "../../provisioners/core/errors";
import type { Filters } from "../../provisioners/docker/client/call";
import { untilInterrupted, withContext } from "../context";
import { exitCodes } from "../exit-codes";
import { globalsOf, swarmOf } from "../globals";
import { sinceTime } from "../workloads/log-lines";
import { concerns } from "./event";
import { clusterEvents } from "./read";
import { eventText } from "./render";

interface EventsOptions {
  follow?: boolean;
  since?: string;
  until?: string;
  filter: string[];
  node?: string;
}

export function addEvents(program: Command): void {
  program
    .command("events [name]")
    .description("what happened on all nodes and in the swarm: all, or of a service, a stack, a task or a node")
    .option("-f, --follow", "go on with what happens, until ^C")
    .option(
      "--since <time>",
      "events since a time (2026-01-31T12:00:00Z) or for so long (10m, 2h); 1h without --follow",
    )
    .option("--until <time>", "events until then")
    .option("--filter <key=value>", "as Docker takes it, such as type=container; more than once", collect, [])
    .option("--node <name>", "events of this node")
    .addHelpText(
      "after",
      "\nEach node keeps its last 256 events. Commands that run in containers, as health checks do, are shown where a filter asks for them.\n\nExamples:\n  pulumi-swarm events -f\n  pulumi-swarm events shop_web --since 30m\n  pulumi-swarm events --filter type=node --filter type=service",
    )
    .action(async (name: string | undefined, _options, command: Command) => {
      const { follow = false, since, until, filter, node, json, ...globals } = globalsOf<EventsOptions>(command);
      const filters = filtersOf(filter);
      const declared = await swarmOf(globals);
      const run = follow ? untilInterrupted : withContext;
      await run(async (context) => {
        const now = context.clock.now();
        const from = since === undefined && !follow ? "1h" : since;
        const events = clusterEvents(context, declared, {
          ...{ follow, filters },
          since: from === undefined ? undefined : sinceTime(from, now),
          until: until === undefined ? (follow ? undefined : Math.floor(now / 1_000)) : sinceTime(until, now),
          onNode: (at, unreachable) => {
            if (unreachable !== undefined && !follow) process.exitCode = exitCodes.attention;
            context.log(`${at}: ${unreachable === undefined ? "events go on" : `no events, ${unreachable}`}`);
          },
        });
        for await (const event of events) {
          if (!concerns(event, { name, node }) || (!filters.event && event.action.startsWith("exec_"))) continue;
          const { at, ...shown } = event;
          console.log(json ? JSON.stringify(shown) : eventText(event));
        }
      });
    });
}

const collect = (value: string, before: string[]) => [...before, value];

/**
 * `type=container` and `type=node` → `{type: ["container", "node"]}`.
 *
 * @throws SwarmError `BAD_FILTER`
 */
export function filtersOf(texts: readonly string[]): Filters {
  const filters: Filters = {};
  for (const text of texts) {
    const [, key, value] = /^([^=]+)=(.+)$/.exec(text) ?? [];
    if (!key || !value) {
      throw new SwarmError({
        code: "BAD_FILTER",
        summary: `${text} is no filter`,
        fix: "Give one such as type=container, event=die or label=tier=front",
      });
    }
    filters[key] = [...(filters[key] ?? []), value];
  }
  return filters;
}
