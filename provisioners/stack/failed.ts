import { messageOf, SwarmError } from "../core/errors";
import { createService, removeService, updateService } from "../docker/client/services";
import { withIgnoredOf } from "../docker/services/ignored-fields";
import type { Service } from "../docker/shapes";
import type { ResourceContext } from "../provider/resource";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import { converge } from "./convergence/converge";
import { marksOf } from "./convergence/marks";
import { look, outputsOf, servicesOf } from "./convergence/watch";
import { removeStack } from "./removal";
import type { StackInputs, StackOutputs } from "./schema";

/** A stack as it was before a deployment. */
export interface Before {
  services: readonly Service[];
  outputs: StackOutputs;
}

/** Undoes a failed deployment, where the inputs ask for it. @returns The error to throw: it tells what became of the stack. */
export async function afterFailure(
  context: ResourceContext<StackOutputs>,
  access: SwarmAccess,
  inputs: StackInputs,
  before: Before,
  why: SwarmError,
): Promise<SwarmError> {
  const { name, removeFailed, onFailure, timeout } = inputs;
  const isFirst = before.services.length === 0;
  if (isFirst && (removeFailed || onFailure === "rollbackStack")) {
    return undone(context, name, why, async () => {
      await removeStack(access, name);
      context.exists(name, before.outputs);
      return `the stack was removed, as \`${removeFailed ? "removeFailed" : "onFailure"}\` says.`;
    });
  }
  // What somebody else deploys meanwhile is not ours to undo.
  if (isFirst || onFailure !== "rollbackStack" || why.code === "STACK_CHANGED") return why;
  return undone(context, name, why, async () => {
    context.status(`${name} failed: returning its services to what they were`);
    const returned = await returnServices(access, name, before.services);
    const now = await withManager(access, "the stack's state", (view) => look(view, name));
    const seen = await converge(access, name, timeout * 1_000, marksOf(now.services));
    context.exists(name, { ...before.outputs, ...outputsOf(seen) });
    const list = returned.length > 0 ? returned.join(", ") : "none had changed";
    return `the stack is what it was before, as \`onFailure\` says; services that returned: ${list}.`;
  });
}

async function undone(
  { log, signal }: ResourceContext<StackOutputs>,
  name: string,
  why: SwarmError,
  undo: () => Promise<string>,
): Promise<SwarmError> {
  try {
    const { code, kind, summary, host, cause } = why;
    const fix = `Correct the services, then run again: ${await undo()}`;
    return new SwarmError({ code, kind, summary, host, cause, fix });
  } catch (error) {
    signal.throwIfAborted();
    log(`the failed deployment of ${name} could not be undone: ${messageOf(error)}`, "warning");
    return why;
  }
}

/**
 * Gives services the definitions that they had, makes those that are gone, and removes those that are new.
 * @returns The names of the services that were changed.
 */
async function returnServices(access: SwarmAccess, name: string, before: readonly Service[]): Promise<string[]> {
  const earlier = marksOf(before);
  const returned = new Set<string>();
  await withManager(access, "services to return to what they were", async (view) => {
    const services = await servicesOf(view, name);
    const now = marksOf(services);
    for (const service of services) {
      const { Name } = service.Spec;
      if (earlier[Name] === now[Name]) continue;
      const old = before.find(({ Spec }) => Spec.Name === Name);
      if (old) await updateService(view.host, service, withIgnoredOf(old.Spec, service.Spec), "previous-spec");
      else await removeService(view.host, service);
      returned.add(Name);
    }
    for (const { Spec } of before.filter(({ Spec }) => now[Spec.Name] === undefined)) {
      await createService(view.host, Spec);
      returned.add(Spec.Name);
    }
  });
  return [...returned].sort();
}
