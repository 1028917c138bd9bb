import { SwarmError } from "../../core/errors";
import type { Host } from "../../docker/host";
import { clientMinutes, dataScript, dataScriptPath, dataUnit } from "./data-script";

/** Longer than any copy and its way to a client. */
const UNIT_SECONDS = 3_600;
const UNDER_WAY = 75;
const NO_ROOM = 76;

/**
 * Has a host's systemd do by itself what Docker is stopped for: it goes on without the client and the connection, and
 * whatever becomes of it, Docker is started in the end.
 *
 * @returns `no room` where there is none for a copy, and nothing was begun
 * @throws SwarmError `BACKUP_UNDER_WAY`
 */
export async function beginUnit(host: Host, verb: "copy" | "put", dockerRoot: string): Promise<"begun" | "no room"> {
  await host.upload(dataScriptPath, dataScript, { mode: 0o700 });
  const { code } = await host.run(["sh", "-c", beginScript, "begin", verb, dockerRoot], {
    codes: [0, UNDER_WAY, NO_ROOM],
    what: "begin the work on Docker's data",
  });
  if (code === UNDER_WAY) {
    throw new SwarmError({
      code: "BACKUP_UNDER_WAY",
      summary: "Another backup is under way on this manager",
      host: host.label,
      fix: `Wait for it. What a killed one left there is removed after ${clientMinutes} minutes.`,
    });
  }
  return code === NO_ROOM ? "no room" : "begun";
}

/** A copy needs twice the data: itself, and what it is packed into. */
const beginScript = `set -eu
busy() { case $(systemctl is-active ${dataUnit}) in active|activating|deactivating) true;; *) false;; esac; }
if busy; then exit ${UNDER_WAY}; fi
mkdir -p /var/lib/pulumi-swarm
if [ "$1" = copy ]; then
  needed=$(du -sk "$2/swarm" | cut -f1)
  free=$(df -Pk /var/lib/pulumi-swarm | awk 'NR == 2 { print $4 }')
  if [ "$free" -lt $((needed * 2)) ]; then exit ${NO_ROOM}; fi
fi
systemd-run --quiet --collect --unit=${dataUnit} --description="Data of Docker's swarm" \\
  -p RuntimeMaxSec=${UNIT_SECONDS} -p TimeoutStopSec=90 -p "ExecStopPost=/bin/sh ${dataScriptPath} end" \\
  /bin/sh ${dataScriptPath} "$1" "$2" || { if busy; then exit ${UNDER_WAY}; fi; exit 1; }`;

export async function isUnderWay(host: Host): Promise<boolean> {
  const { stdout } = await host.run(["systemctl", "is-active", dataUnit], { codes: [0, 3, 4], idempotent: true });
  return ["active", "activating", "deactivating"].includes(stdout.trim());
}

/** Why the unit ended early, in its own words. */
export async function journalOf(host: Host): Promise<string> {
  const journal = ["journalctl", "-u", dataUnit, "-n", "15", "--no-pager", "-o", "cat"];
  const { stdout } = await host.run(journal, { idempotent: true });
  return stdout.trim() || "its unit ended";
}
