import { messageOf, SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import type { Host } from "../../docker/host";
import type { HandlerContext } from "../../provider/handler-context";

/** Another apt may hold the lock for long at first boot (apt-daily, unattended-upgrades). */
const LOCK_S = 300;
const DEADLINE_MS = 900_000;

const options = [
  "-q",
  "-y",
  "-o",
  `DPkg::Lock::Timeout=${LOCK_S}`,
  "-o",
  "Acquire::Retries=3",
  "-o",
  "Dpkg::Options::=--force-confdef",
  "-o",
  "Dpkg::Options::=--force-confold",
  "-o",
  "Dpkg::Use-Pty=0",
];

export type AptTrouble = "interrupted" | "busy" | "mirror" | undefined;

/** Pure: what in apt's messages passes by itself or can be repaired. */
export function aptTrouble(text: string): AptTrouble {
  if (/dpkg was interrupted|dpkg --configure -a/.test(text)) return "interrupted";
  if (/Could not get lock|Unable to (acquire|lock)|is another process using it|is held by process/.test(text))
    return "busy";
  const mirror =
    /Hash Sum mismatch|unexpected size|Mirror sync in progress|Failed to fetch|Temporary failure resolving|Could not connect|Connection (timed out|reset)|Unable to connect/;
  return mirror.test(text) ? "mirror" : undefined;
}

/**
 * Runs apt-get until it succeeds: repairs an interrupted dpkg, waits for the lock, asks a mirror again that is being
 * updated. Anything else is final at once.
 *
 * @returns What apt-get said.
 */
export async function aptGet(context: HandlerContext, host: Host, words: string[], what: string): Promise<string> {
  const { clock, signal, status } = context;
  return until(() => once(context, host, words, what), {
    what,
    deadlineMs: DEADLINE_MS,
    host: host.label,
    fix: "Look at what apt says there: `apt-get update && apt-get -f install`.",
    pauseMs: 3_000,
    maxPauseMs: 20_000,
    clock,
    signal,
    onWait: (_attempt, last) => status(`${what}: ${last?.split("\n")[0] ?? "again"}; tries again`),
  });
}

async function once(context: HandlerContext, host: Host, words: string[], what: string): Promise<string> {
  try {
    const command = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C", "apt-get", ...options, ...words];
    const onLine = (line: string) => context.status(line);
    const { stdout, stderr } = await host.run(command, { what, deadlineMs: DEADLINE_MS, onLine });
    return `${stdout}\n${stderr}`;
  } catch (error) {
    const trouble = error instanceof SwarmError && error.kind === "final" ? aptTrouble(messageOf(error)) : undefined;
    if (!trouble) throw error;
    if (trouble === "interrupted") await repair(context, host);
    throw new SwarmError({
      code: "APT_BUSY",
      kind: "transient",
      summary: {
        interrupted: "An earlier installation was interrupted",
        busy: "apt is busy",
        mirror: "The mirror failed",
      }[trouble],
      host: host.label,
      cause: error,
    });
  }
}

async function repair(context: HandlerContext, host: Host): Promise<void> {
  context.status("finishing an interrupted installation (dpkg --configure -a)");
  await host.run(
    [
      "env",
      "DEBIAN_FRONTEND=noninteractive",
      "LC_ALL=C",
      "dpkg",
      "--force-confdef",
      "--force-confold",
      "--configure",
      "-a",
    ],
    {
      what: "finish the interrupted installation (dpkg --configure -a)",
      deadlineMs: DEADLINE_MS,
      onLine: (line) => context.status(line),
    },
  );
}
