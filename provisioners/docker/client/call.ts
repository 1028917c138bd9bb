import type Docker from "dockerode";
import { type ErrorCode, SwarmError } from "../../core/errors";
import { patient } from "../../core/patience";
import type { Host } from "../host";

export interface CallOptions {
  /** Milliseconds until the call is given up; a socket behind a dead connection may never answer. Default 20,000. */
  deadlineMs?: number;
  fix?: string;
}

/**
 * One call of the Docker Engine API. `T` is what Docker answers: dockerode's own types know a part of it only.
 *
 * @throws SwarmError `DOCKER_<HTTP status>` with the daemon's own text, `DOCKER_OUT_OF_SEQUENCE` and
 * `SWARM_NO_LEADER` (transient), `DOCKER_NO_ANSWER` (transport).
 */
export async function call<T>(
  host: Host,
  what: string,
  ask: (docker: Docker) => Promise<unknown>,
  options: CallOptions = {},
): Promise<T> {
  const { fix } = options;
  const deadlineMs = patient(options.deadlineMs ?? 20_000);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () =>
        reject(
          new SwarmError({
            code: "DOCKER_NO_ANSWER",
            kind: "transport",
            summary: `Docker did not answer within ${deadlineMs / 1000} s: ${what}`,
            host: host.label,
            fix: fix ?? "Look at `systemctl status docker` and `journalctl -u docker` there.",
          }),
        ),
      deadlineMs,
    );
  });
  try {
    return (await Promise.race([ask(host.docker()), late])) as T;
  } catch (error) {
    throw daemonError(host, what, error, fix);
  } finally {
    clearTimeout(timer);
  }
}

/** True for the daemon's reply with this HTTP status. */
export function isStatus(error: unknown, status: number): boolean {
  return error instanceof SwarmError && error.code === `DOCKER_${status}`;
}

/** The answer; `undefined` where Docker knows no such thing. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isStatus(error, 404)) return undefined;
    throw error;
  }
}

/** How Docker's API takes filters. */
export type Filters = Record<string, string[]>;

export const filtered = (filters?: Filters) => (filters ? { filters: JSON.stringify(filters) } : {});

function daemonError(host: Host, what: string, error: unknown, fix?: string): unknown {
  // A mistake in the code is none of the daemon's.
  if (error instanceof SwarmError || error instanceof TypeError || error instanceof RangeError) return error;
  const { statusCode, json } = error as { statusCode?: number; json?: { message?: unknown } };
  const summary = `Docker failed to ${what}`;
  if (statusCode === undefined) {
    return new SwarmError({
      code: "DOCKER_NO_ANSWER",
      kind: "transport",
      summary,
      host: host.label,
      cause: error,
      fix,
    });
  }
  const text = typeof json?.message === "string" ? json.message : (error as Error).message;
  const [code, kind] = classify(statusCode, text);
  return new SwarmError({ code, kind, summary, host: host.label, cause: withoutTokens(text), fix });
}

/** What a swarm says while it has no leader, or hands the lead over. */
const leaderless =
  /does not have a leader|DeadlineExceeded|context deadline exceeded|client connection is closing|raft proposal dropped|lost leader status/;

/** Some refusals pass by themselves; the daemon tells them only by text, with status 500. */
function classify(status: number, text: string): [code: ErrorCode, kind: "transient" | "final"] {
  if (text.includes("update out of sequence")) return ["DOCKER_OUT_OF_SEQUENCE", "transient"];
  if (leaderless.test(text) && !/prospective/.test(text)) return ["SWARM_NO_LEADER", "transient"];
  return [`DOCKER_${status}`, "final"];
}

/** True for a refusal in Docker's words that passes by itself: a leader is elected, or another writer came between. */
export function passes(text: string): boolean {
  return classify(500, text)[1] === "transient";
}

/** Join tokens and unlock keys never stand in an error. */
export function withoutTokens(text: string): string {
  return text.replace(/SWM(TKN|KEY)-[\w+/=-]+/g, "SWM$1-…");
}
