import type { z } from "zod";
import { messageOf, SwarmError } from "../core/errors";
import { logIn } from "../docker/client/engine";
import type { Problem } from "../provider/resource";
import { withManager } from "../swarm/access/managers";
import type { SwarmAccess } from "../swarm/access/swarm-access";
import type { registrySchema } from "./schema";

export type Registry = z.output<typeof registrySchema>;

const LOGIN_MS = 60_000;
const dockerHub = "https://index.docker.io/v1/";

/** What Docker's client calls a registry. */
const addressOf = ({ server }: Registry) => (server === "docker.io" ? dockerHub : server);

export function registryProblems(registries: readonly Registry[]): Problem[] {
  return registries.flatMap(({ server }, index) => {
    const first = registries.findIndex((other) => other.server === server);
    return first < index
      ? [{ property: `registries[${index}].server`, reason: `registries[${first}] is for ${server} too: leave one` }]
      : [];
  });
}

/** Pure: a configuration of Docker's client with these logins. */
export function clientConfig(registries: readonly Registry[]): string {
  const auth = ({ username, password }: Registry) => Buffer.from(`${username}:${password}`).toString("base64");
  return JSON.stringify({
    auths: Object.fromEntries(registries.map((registry) => [addressOf(registry), { auth: auth(registry) }])),
  });
}

/**
 * Tries the logins on a manager: with a wrong one Docker would deploy, and the nodes would find no image.
 * @throws SwarmError `REGISTRY_LOGIN_FAILED`
 */
export async function checkLogins(access: SwarmAccess, registries: readonly Registry[]): Promise<void> {
  if (registries.length === 0) return;
  await withManager(access, "the logins to registries to be tried", async ({ host }) => {
    for (const registry of registries) {
      const { server, username, password } = registry;
      access.context.status(`logging in to ${server}`);
      try {
        const login = { username, password, serveraddress: addressOf(registry) };
        await logIn(host, server, login, { deadlineMs: LOGIN_MS });
      } catch (error) {
        if (!(error instanceof SwarmError) || error.kind !== "final") throw error;
        throw new SwarmError({
          code: "REGISTRY_LOGIN_FAILED",
          summary: `The registry ${server} does not let ${username} in`,
          host: host.label,
          cause: messageOf(error.cause ?? error),
          fix: "Correct the user name and password, and see that the managers reach the registry, then run again.",
        });
      }
    }
  });
}
