import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import { restart } from "../../docker/daemon-unit";
import type { Host } from "../../docker/host";
import type { HandlerContext } from "../../provider/handler-context";

/** A listener on port 7946 (hexadecimal), where Docker's networks find each other. */
const listens = ["grep", "-Eqs", ":1F0A [0-9A-F]+:0000 0A", "/proc/net/tcp", "/proc/net/tcp6"];
const START_MS = 30_000;
const ATTEMPTS = 5;

/**
 * Sees to it that a manager that was unlocked has its networks. Docker may come out of an unlock without them for good:
 * the end of its locked self switches them off, before or after the unlocked one has switched them on. Such a manager is
 * reachable, and yet every task there fails. Only a restart helps, which locks it again.
 *
 * @param unlock Unlocks it once more.
 * @throws SwarmError `SWARM_NO_NETWORKS`
 */
export async function ensureNetworks(context: HandlerContext, host: Host, unlock: () => Promise<void>): Promise<void> {
  for (let attempt = 1; !(await hasNetworks(context, host)); attempt++) {
    if (attempt === ATTEMPTS) throw withoutNetworks(host);
    context.log(`${host.label}: Docker was unlocked but has not started its networks: restarts it`, "warning");
    await restart(context, host);
    await unlock();
  }
}

async function hasNetworks({ clock, signal, status }: HandlerContext, host: Host): Promise<boolean> {
  const look = async () => {
    const { code } = await host.run(listens, { codes: [0, 1, 2], idempotent: true });
    return code === 0 ? true : undefined;
  };
  try {
    return await until(look, {
      what: "Docker's networks to start",
      deadlineMs: START_MS,
      clock,
      signal,
      onWait: () => status("waiting for Docker's networks to start"),
    });
  } catch (error) {
    if (error instanceof SwarmError && error.code === "DEADLINE") return false;
    throw error;
  }
}

function withoutNetworks(host: Host): SwarmError {
  return new SwarmError({
    code: "SWARM_NO_NETWORKS",
    summary: `The manager is unlocked, but Docker has not started its networks in ${ATTEMPTS} attempts: nothing listens on 7946/tcp`,
    host: host.label,
    fix: "Look at `journalctl -u docker` there; then `systemctl restart docker`, and run again, which unlocks it.",
  });
}
