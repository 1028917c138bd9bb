import { SwarmError } from "../core/errors";
import { type Caller, until } from "../core/until";
import { writeCommand } from "../ssh/commands/upload";
import { lastLines } from "../ssh/lines";
import type { Command, RunResult } from "../ssh/types";
import { engineInfo } from "./client/engine";
import { daemonJsonPath } from "./daemon-json";
import type { Host } from "./host";
import type { EngineInfo } from "./shapes";
import { compareVersions } from "./version";

/** What goes over in the round trip that starts Docker. */
export interface Around {
  before?: readonly Command[];
  /** Docker has started by then. */
  after?: readonly Command[];
}

/** Starts Docker now and at boot, and waits until its API answers. */
export async function start(caller: Caller, host: Host, around?: Around): Promise<EngineInfo> {
  caller.status("starting Docker");
  await systemctl(host, ["enable", "--now", "docker"], around);
  return answering(caller, host);
}

/** Restarts Docker and waits until its API answers. */
export async function restart(caller: Caller, host: Host, around?: Around): Promise<EngineInfo> {
  caller.status("restarting Docker");
  await systemctl(host, ["restart", "docker"], around);
  return answering(caller, host);
}

/** True where Docker's service is up, or about to be. */
export async function isRunning(host: Host): Promise<boolean> {
  const { stdout } = await host.run(["systemctl", "is-active", "docker"], { codes: [0, 3, 4], idempotent: true });
  return ["active", "activating", "reloading"].includes(stdout.trim());
}

async function answering(caller: Caller, host: Host): Promise<EngineInfo> {
  const { clock, signal, status } = caller;
  return until(
    async () => {
      try {
        return await engineInfo(host);
      } catch (error) {
        const { stdout } = await host.run(["systemctl", "is-active", "docker"], { codes: [0, 3], idempotent: true });
        throw stdout.trim() === "failed" ? await withJournal(host) : error;
      }
    },
    {
      what: "Docker to answer",
      deadlineMs: 180_000,
      host: host.label,
      fix: "Look at `systemctl status docker` and `journalctl -u docker` there.",
      clock,
      signal,
      onWait: () => status("waiting for Docker to answer"),
    },
  );
}

async function systemctl(host: Host, words: string[], { before = [], after = [] }: Around = {}): Promise<void> {
  // After a few failures in a row systemd does not even try for a while, although their cause may be gone.
  const forget = {
    script: "if systemctl is-failed --quiet docker; then systemctl reset-failed docker; fi",
    what: "have systemd forget earlier failures of Docker",
  };
  const work = {
    script: ["systemctl", ...words],
    what: `systemctl ${words.join(" ")}`,
    deadlineMs: 180_000,
    failed: ({ stderr }: RunResult) => notRunning(host, stderr),
  };
  try {
    await host.runAll([...before, forget, work, ...after]);
  } catch (error) {
    if (!(error instanceof SwarmError) || error.code !== "ENGINE_NOT_RUNNING") throw error;
    throw await withJournal(host, error);
  }
}

/** The error with Docker's last words. */
async function withJournal(host: Host, error?: SwarmError): Promise<SwarmError> {
  const journal = ["journalctl", "-u", "docker", "-n", "20", "--no-pager", "-o", "cat"];
  const { stdout } = await host.run(journal, { idempotent: true });
  return notRunning(host, stdout.trim() || error?.cause);
}

function notRunning(host: Host, cause: unknown): SwarmError {
  return new SwarmError({
    code: "ENGINE_NOT_RUNNING",
    summary: "Docker does not start",
    host: host.label,
    cause,
    fix: `Correct what the log says; the settings stand in ${daemonJsonPath}.`,
  });
}

/** Has the installed daemon check new settings, before a restart would fail on them. */
export async function validate(host: Host, text: string, version: string): Promise<void> {
  if (compareVersions(version, "23.0.0") < 0) return;
  const file = `${daemonJsonPath}.new`;
  const check = {
    script: `trap 'rm -f ${file}' EXIT\ndockerd --validate --config-file ${file}`,
    what: "check the new daemon.json",
    failed: ({ stdout, stderr }: RunResult) =>
      new SwarmError({
        code: "DAEMON_SETTINGS_REFUSED",
        summary: "Docker refuses the new daemon.json; the old one is still in place",
        host: host.label,
        cause: lastLines(stderr) || lastLines(stdout),
        fix: "Correct the keys in `daemon`.",
      }),
  };
  await host.runAll([writeCommand(file, text), check]);
}
