import { SwarmError } from "../core/errors";
import { until } from "../core/until";
import { listServices, listTasks } from "../docker/client/services";
import { type Progress, progressOf } from "../docker/services/progress";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";

const CONVERGE_MS = 300_000;

/** IDs of the services that run completely at this moment: those that must do so again afterwards. */
export async function settledServices(access: SwarmAccess): Promise<Set<string>> {
  const progress = await servicesProgress(access);
  return new Set(progress.filter(({ settled }) => settled).map(({ id }) => id));
}

/** Waits until services that ran before run completely again, so that the next node can go out of service. */
export async function untilServicesRun(access: SwarmAccess, before: Set<string>, name: string): Promise<void> {
  const { clock, signal, status } = access.context;
  let open: string[] = [];
  try {
    await until(
      async () => {
        const progress = await servicesProgress(access);
        open = progress.filter(({ id, settled }) => before.has(id) && !settled).map(textOf);
        return open.length === 0 ? true : undefined;
      },
      {
        what: "the services to run completely again",
        deadlineMs: CONVERGE_MS,
        clock,
        signal,
        onWait: () => status(`waiting for services: ${open.join(", ")}`),
      },
    );
  } catch (error) {
    if (!(error instanceof SwarmError) || error.code !== "DEADLINE") throw error;
    throw new SwarmError({
      code: "ENGINE_SERVICES_MISSING",
      summary: error.summary,
      host: name,
      cause: open.join("\n  ") || error.cause,
      fix: "The node itself is changed and ready. Look at `docker service ps --no-trunc` of these services, then run again: the other nodes follow.",
    });
  }
}

function textOf({ name, running, desired, phase, refusals, trouble }: Progress): string {
  return [`${name} ${running}/${desired} ${phase}`.trim(), refusals ?? trouble?.reason].filter(Boolean).join(": ");
}

/** How far each service of the swarm is. */
export function servicesProgress(access: SwarmAccess): Promise<Progress[]> {
  return withManager(access, "the services' state", async ({ host, nodes }) => {
    const services = await listServices(host);
    if (services.length === 0) return [];
    const tasks = await listTasks(host, { "_up-to-date": ["true"] });
    return services.map((service) => {
      const own = tasks.filter(({ ServiceID }) => ServiceID === service.ID);
      return progressOf(service, own, nodes);
    });
  });
}
