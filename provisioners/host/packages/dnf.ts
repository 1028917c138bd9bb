import { messageOf, SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import type { Host } from "../../docker/host";
import type { HandlerContext } from "../../provider/handler-context";

const DEADLINE_MS = 900_000;

export type DnfTrouble = "busy" | "mirror" | undefined;

/** Pure: what in dnf's messages passes by itself. */
export function dnfTrouble(text: string): DnfTrouble {
  if (
    /can't create transaction lock|Failed to obtain the transaction lock|[Ll]ock (is )?held|already locked/.test(text)
  )
    return "busy";
  const mirror =
    /Failed to download (metadata|packages)|Cannot download|All mirrors were (already )?tried|No more mirrors to try|[Cc]hecksum (doesn't match|mismatch)|Curl error|Librepo error/;
  return mirror.test(text) ? "mirror" : undefined;
}

/**
 * Runs dnf until it succeeds: dnf itself waits for another dnf; rpm's lock and a mirror that is being updated are tried
 * again. Anything else is final at once.
 *
 * @returns what it printed
 */
export async function dnf(context: HandlerContext, host: Host, words: string[], what: string): Promise<string> {
  const { clock, signal, status } = context;
  return until(
    async () => {
      try {
        const { stdout } = await host.run(["env", "LC_ALL=C", "dnf", "-q", "-y", ...words], {
          what,
          deadlineMs: DEADLINE_MS,
          onLine: status,
        });
        return stdout;
      } catch (error) {
        const text = error instanceof SwarmError && error.kind === "final" ? messageOf(error) : "";
        // `dnf list` fails when it finds nothing; that is an answer.
        if (/No matching packages to list/i.test(text)) return "";
        const trouble = dnfTrouble(text);
        if (!trouble) throw error;
        const summary = trouble === "busy" ? "rpm is busy" : "The mirror failed";
        throw new SwarmError({ code: "DNF_BUSY", kind: "transient", summary, host: host.label, cause: error });
      }
    },
    {
      what,
      deadlineMs: DEADLINE_MS,
      host: host.label,
      fix: "Look at what dnf says there: `dnf makecache && dnf check`.",
      pauseMs: 3_000,
      maxPauseMs: 20_000,
      clock,
      signal,
      onWait: (_attempt, last) => status(`${what}: ${last?.split("\n")[0] ?? "again"}; tries again`),
    },
  );
}
