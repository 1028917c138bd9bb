import { once } from "node:events";
import { isDeepStrictEqual } from "node:util";
import { SwarmError } from "../core/errors";
import { engineEvents } from "../docker/client/engine";
import { daemonJsonPath, parseDaemonJson } from "../docker/daemon-json";
import type { Host } from "../docker/host";
import type { HandlerContext } from "../provider/handler-context";

/**
 * What a running daemon takes over (https://docs.docker.com/reference/cli/dockerd/#configuration-reload-behavior).
 * `features` is left out: the one that matters most, the containerd image store, is only read at start.
 */
const reloadable = new Set([
  "authorization-plugins",
  "debug",
  "default-runtime",
  "insecure-registries",
  "labels",
  "max-concurrent-downloads",
  "max-concurrent-uploads",
  "max-download-attempts",
  "registry-mirrors",
  "runtimes",
  "shutdown-timeout",
]);

/** True when a reload makes a running daemon do what the new daemon.json says. */
export function needsReloadOnly(before: string | undefined, after: string): boolean {
  const [old, wanted] = [parseDaemonJson(before), parseDaemonJson(after)];
  const keys = Object.keys({ ...old, ...wanted }).filter((key) => !isDeepStrictEqual(old[key], wanted[key]));
  // A key that is gone keeps its last value in the daemon until that restarts.
  return keys.every((key) => reloadable.has(key) && key in wanted);
}

/** Has Docker read daemon.json again; containers and the swarm do not notice. */
export async function reload(context: HandlerContext, host: Host): Promise<void> {
  context.status("reloading Docker's settings");
  const events = await engineEvents(host, { type: ["daemon"], event: ["reload"] });
  try {
    await host.run(["systemctl", "reload", "docker"], { what: "reload Docker's settings", idempotent: true });
    // systemd only sends the signal; the daemon reports when it has taken the settings over.
    await once(events, "data", { signal: AbortSignal.timeout(30_000) });
  } catch (error) {
    context.signal.throwIfAborted();
    if ((error as Error).name !== "AbortError") throw error;
    throw new SwarmError({
      code: "ENGINE_NOT_RELOADED",
      summary: `Docker has not taken over the new ${daemonJsonPath}`,
      host: host.label,
      fix: "Look at `journalctl -u docker` there.",
    });
  } finally {
    events.destroy();
  }
}
