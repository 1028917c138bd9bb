import { SwarmError } from "../../core/errors";
import { until } from "../../core/until";
import type { Host } from "../../docker/host";
import type { HandlerContext } from "../../provider/handler-context";

export type CloudInit =
  | { state: "running" }
  | { state: "done"; warnings: string[] }
  | { state: "failed"; errors: string[] };

/** Waits for cloud-init to end: it installs packages and holds apt's lock at first boot. */
export async function waitForCloudInit(context: HandlerContext, host: Host, deadlineMs = 600_000): Promise<void> {
  const { clock, signal, status, log } = context;
  const end = await until(
    async () => {
      // `--wait` has no deadline; 0 is fine, 1 failed, 2 has recoverable errors.
      const { stdout } = await host.run("cloud-init status --format json || cloud-init status", {
        codes: [0, 1, 2],
        what: "ask cloud-init",
        idempotent: true,
      });
      const answer = parseCloudInit(stdout);
      return answer.state === "running" ? undefined : answer;
    },
    {
      what: "cloud-init to end",
      deadlineMs,
      host: host.label,
      fix: "Look at `cloud-init status --long` and /var/log/cloud-init-output.log there.",
      clock,
      signal,
      onWait: () => status("waiting for cloud-init"),
    },
  );
  if (end.state === "done") {
    for (const warning of end.warnings) log(`${host.label}: cloud-init: ${warning}`, "warning");
    return;
  }
  throw new SwarmError({
    code: "CLOUD_INIT_FAILED",
    summary: "cloud-init failed on the host",
    host: host.label,
    cause: end.errors.join("\n") || "it gives no reason",
    fix: "Look at /var/log/cloud-init-output.log there, correct the user data and make the machine anew.",
  });
}

/** Pure: cloud-init's answer, as JSON (since 22.4) or as `status: done`. */
export function parseCloudInit(output: string): CloudInit {
  const json = output.match(/\{[\s\S]*\}/)?.[0];
  if (!json) {
    const state = output.match(/status: (.+)/)?.[1]?.trim();
    if (state === "error") return { state: "failed", errors: [] };
    return state === "done" || state === "disabled" ? { state: "done", warnings: [] } : { state: "running" };
  }
  const {
    status,
    errors = [],
    recoverable_errors = {},
  } = JSON.parse(json) as {
    status?: string;
    errors?: string[];
    recoverable_errors?: Record<string, string[]>;
  };
  if (status === "error") return { state: "failed", errors };
  if (status !== "done" && status !== "disabled") return { state: "running" };
  const warnings = Object.entries(recoverable_errors).flatMap(([level, texts]) =>
    texts.map((text) => `${level}: ${text}`),
  );
  return { state: "done", warnings };
}
