import { api, isStatus } from "../engine/api";
import type { Service } from "../engine/types";
import { messageOf, SwarmError } from "../errors";
import type { Host } from "../ssh/types";
import type { Tools } from "../tools";
import { until } from "../until";
import { type SwarmReach, withManager } from "./managers";

/** Time in which containers of services that are gone or changed end. */
const RELEASED_MS = 30_000;

/** Docker's answers for what is still in use: 403 and 409 for networks, 409 for volumes, 400 for secrets and configs. */
export const isInUse = (error: unknown): boolean => [400, 403, 409].some((status) => isStatus(error, status));

/** A network of a swarm that goes at the same moment is told by text only. */
export const isGone = (error: unknown): boolean =>
  isStatus(error, 404) || (isStatus(error, 500) && / not found/.test(messageOf(error)));

/** Removes what containers may use for a moment still. False where it is in use for longer. */
export async function removeWhenFree(
  { clock, signal }: Pick<Tools, "clock" | "signal">,
  what: string,
  host: Host,
  remove: () => Promise<unknown>,
): Promise<boolean> {
  try {
    return await until(
      async () => {
        try {
          await remove();
          return true;
        } catch (error) {
          if (isGone(error)) return true;
          if (isInUse(error)) return undefined;
          throw error;
        }
      },
      { what: `the ${what} to be in use no more`, host: host.label, deadlineMs: RELEASED_MS, clock, signal },
    );
  } catch (error) {
    if (error instanceof SwarmError && error.code === "DEADLINE") return false;
    throw error;
  }
}

/**
 * Removes a network, secret or config of a swarm.
 * @throws SwarmError `OBJECT_IN_USE` that names the services which use it
 */
export async function removeObject(
  reach: SwarmReach,
  what: string,
  { remove, isUsedBy }: { remove: (host: Host) => Promise<unknown>; isUsedBy: (spec: Service["Spec"]) => boolean },
): Promise<void> {
  await withManager(reach, `the ${what} to be removed`, async ({ host }) => {
    if (await removeWhenFree(reach.tools, what, host, () => remove(host))) return;
    // dockerode's types know a part of a service only.
    const services = (await api(host, "list services", (docker) => docker.listServices())) as unknown as Service[];
    const users = services.filter(({ Spec }) => isUsedBy(Spec)).map(({ Spec }) => Spec.Name);
    throw new SwarmError({
      code: "OBJECT_IN_USE",
      summary: `The ${what} is still in use`,
      host: host.label,
      cause: users.length > 0 ? `used by ${users.join(", ")}` : "containers that belong to no service use it",
      fix: "Remove what uses it, or let it use another one, then run again.",
    });
  });
}
