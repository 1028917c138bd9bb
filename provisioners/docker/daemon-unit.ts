import { SwarmError } from "../core/errors";
import { type Caller, until } from "../core/until";
import { engineInfo } from "./client/engine";
import { daemonJsonPath } from "./daemon-json";
import type { Host } from "./host";
import type { EngineInfo } from "./shapes";
import { compareVersions } from "./version";

/** Starts Docker now and at boot, and waits until its API answers. */
export async function start(caller: Caller, host: Host): Promise<EngineInfo> {
  caller.status("starting Docker");
  await systemctl(host, ["enable", "--now", "docker"]);
  return answering(caller, host);
}

/** Restarts Docker and waits until its API answers. */
export async function restart(caller: Caller, host: Host): Promise<EngineInfo> {
  caller.status("restarting Docker");
  await systemctl(host, ["restart", "docker"]);
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
      const { stdout } = await host.run(["systemctl", "is-active", "docker"], { codes: [0, 3], idempotent: true });
      if (stdout.trim() === "failed") throw await failed(host);
      return engineInfo(host);
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

async function systemctl(host: Host, words: string[]): Promise<void> {
  // After a few failures in a row systemd does not even try for a while, although their cause may be gone.
  const forget = "if systemctl is-failed --quiet docker; then systemctl reset-failed docker; fi";
  await host.run(forget, { what: "have systemd forget earlier failures of Docker", idempotent: true });
  try {
    await host.run(["systemctl", ...words], { deadlineMs: 180_000, what: `systemctl ${words.join(" ")}` });
  } catch (error) {
    if (!(error instanceof SwarmError) || error.kind !== "final") throw error;
    throw await failed(host, error);
  }
}

async function failed(host: Host, error?: SwarmError): Promise<SwarmError> {
  const journal = ["journalctl", "-u", "docker", "-n", "20", "--no-pager", "-o", "cat"];
  const { stdout } = await host.run(journal, { idempotent: true });
  const lines = stdout.trim() || error?.message;
  return new SwarmError({
    code: "ENGINE_NOT_RUNNING",
    summary: "Docker does not start",
    host: host.label,
    cause: lines,
    fix: `Correct what the log says; the settings stand in ${daemonJsonPath}.`,
  });
}

/** Has the installed daemon check new settings, before a restart would fail on them. */
export async function validate(host: Host, text: string, version: string): Promise<void> {
  if (compareVersions(version, "23.0.0") < 0) return;
  const file = `${daemonJsonPath}.new`;
  try {
    await host.upload(file, text);
    await host.run(["dockerd", "--validate", "--config-file", file], { what: "check the new daemon.json" });
  } catch (error) {
    if (!(error instanceof SwarmError) || error.kind !== "final") throw error;
    throw new SwarmError({
      code: "DAEMON_SETTINGS_REFUSED",
      summary: "Docker refuses the new daemon.json; the old one is still in place",
      host: host.label,
      cause: error.cause ?? error,
      fix: "Correct the keys in `daemon`.",
    });
  } finally {
    await host.run(["rm", "-f", file], { idempotent: true });
  }
}
