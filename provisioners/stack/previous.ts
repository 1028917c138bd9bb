import { SwarmError } from "../core/errors";
import { listObjects } from "../docker/client/objects";
import { restartService, updateService } from "../docker/client/services";
import { objectsIn } from "../docker/contents";
import type { Host } from "../docker/host";
import { withIgnoredOf } from "../docker/services/ignored-fields";
import { imageOf } from "../docker/services/progress";
import type { Service } from "../docker/shapes";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { type Marks, marksOf } from "./convergence/marks";
import { servicesOf } from "./convergence/watch";

type Spec = Service["Spec"];

/**
 * Returns services to what they were before their last update, by an update like any other. Those that are no more what
 * was deployed have been returned already, by Docker or by a run that was killed.
 *
 * @param deployed What was deployed, as the state knows it.
 * @returns Service → image that it returned to.
 * @throws SwarmError `STACK_NO_PREVIOUS`, `STACK_PREVIOUS_GONE`, both before anything is changed.
 */
export async function returnToPrevious(
  access: SwarmAccess,
  name: string,
  deployed: Marks,
): Promise<Record<string, string>> {
  const { log } = access.context;
  const returned: Record<string, string> = {};
  await withManager(access, "services to return to their previous version", async (view) => {
    const services = await servicesOf(view, name);
    const now = marksOf(services);
    const ours = services.filter(({ Spec }) => now[Spec.Name] === deployed[Spec.Name] && !(Spec.Name in returned));
    const others = services.filter((service) => !ours.includes(service));
    for (const { Spec } of others) returned[Spec.Name] ??= imageOf(Spec);
    const able = ours.flatMap((service) => (service.PreviousSpec ? [{ service, previous: service.PreviousSpec }] : []));
    if (able.length + others.length === 0) throw noPrevious(name);
    await checkObjects(
      view.host,
      able.map(({ previous }) => previous),
    );
    for (const { service, previous } of able) {
      log(`${previous.Name} returns to ${imageOf(previous)} from ${imageOf(service.Spec)}`);
      await updateService(view.host, service, withIgnoredOf(previous, service.Spec), "previous-spec");
      returned[previous.Name] = imageOf(previous);
    }
    for (const { Spec } of ours.filter(({ PreviousSpec }) => !PreviousSpec)) {
      log(`${Spec.Name} has no previous version and stays at ${imageOf(Spec)}`);
    }
  });
  return returned;
}

/** Starts the tasks of these services anew. */
export async function restart(access: SwarmAccess, name: string, wanted: (service: Service) => boolean): Promise<void> {
  const done = new Set<string>();
  await withManager(access, "services to be started anew", async (view) => {
    for (const service of (await servicesOf(view, name)).filter(wanted)) {
      if (done.has(service.ID)) continue;
      await restartService(view.host, service);
      done.add(service.ID);
    }
  });
}

/** A previous version whose secrets are removed cannot come back. */
async function checkObjects(host: Host, specs: readonly Spec[]): Promise<void> {
  const used = specs.flatMap((spec) =>
    objectsIn(spec.TaskTemplate).map((object) => ({ ...object, service: spec.Name })),
  );
  if (used.length === 0) return;
  const there = (await listObjects(host)).map(({ id }) => id);
  const gone = used.filter(({ id }) => !there.includes(id));
  if (gone.length === 0) return;
  throw new SwarmError({
    code: "STACK_PREVIOUS_GONE",
    summary: "The previous version cannot come back: what it used is removed",
    host: host.label,
    cause: gone.map(({ kind, name, service }) => `the ${kind} ${name} of ${service}`).join(", "),
    fix: "Set `rollback` to false and deploy the earlier stack file with its secrets and configs.",
  });
}

function noPrevious(name: string): SwarmError {
  return new SwarmError({
    code: "STACK_NO_PREVIOUS",
    summary: `No service of the stack ${name} has a previous version to return to`,
    fix: "Set `rollback` to false and deploy the stack file that you want.",
  });
}
