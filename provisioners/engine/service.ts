import { SwarmError } from "../errors";
import type { Host } from "../ssh/types";
import { oneAtATime, quorumKey } from "../swarm/queue";
import { canSpare, quorumOf } from "../swarm/quorum";
import type { Tools } from "../tools";
import { until } from "../until";
import { api } from "./api";
import { daemonJsonPath } from "./daemon-json";
import type { EngineInfo, SwarmNode } from "./types";
import { compareVersions } from "./version";

/** Starts Docker now and at boot, and waits until its API answers. */
export async function start(tools: Tools, host: Host): Promise<EngineInfo> {
  tools.status("starting Docker");
  await systemctl(host, ["enable", "--now", "docker"]);
  return answering(tools, host);
}

/** Restarts Docker; on a manager in the swarm's turn, and until it is back among the managers. */
export async function restart(tools: Tools, host: Host): Promise<EngineInfo> {
  return inTurn(tools, host, () => restartNow(tools, host));
}

/** Restarts Docker out of turn: for who has the turn. */
export async function restartNow(tools: Tools, host: Host): Promise<EngineInfo> {
  tools.status("restarting Docker");
  await systemctl(host, ["restart", "docker"]);
  return answering(tools, host);
}

/** Runs what takes the engine down. Managers of one swarm do it one at a time, while the others hold the quorum. */
export async function inTurn<T>(tools: Tools, host: Host, task: () => Promise<T>): Promise<T> {
  const before: EngineInfo = await api(host, "show its state", (docker) => docker.info());
  const swarmId = before.Swarm?.Cluster?.ID;
  if (!swarmId || !before.Swarm?.ControlAvailable) return task();
  const run = async () => {
    await checkSpare(tools, host, before);
    const result = await task();
    await backInQuorum(tools, host);
    return result;
  };
  return oneAtATime(quorumKey(swarmId), run, () => tools.status("waiting for another manager's change"));
}

async function checkSpare(tools: Tools, host: Host, info: EngineInfo): Promise<void> {
  const nodes: SwarmNode[] = await api(host, "list the nodes", (docker) => docker.listNodes());
  if (canSpare(nodes, info.Swarm?.NodeID ?? "")) return;
  const { managers, reachable } = quorumOf(nodes);
  if (managers < 3) {
    tools.log(
      `${host.label}: with ${managers} managers nothing in the swarm can change while its Docker restarts`,
      "warning",
    );
    return;
  }
  throw new SwarmError({
    code: "SWARM_QUORUM_AT_STAKE",
    summary: "Refused to restart Docker: the swarm would lose its quorum",
    host: host.label,
    cause: `${reachable} of ${managers} managers are reachable`,
    fix: "Bring the unreachable managers back first, then run again.",
  });
}

async function backInQuorum(tools: Tools, host: Host): Promise<void> {
  const { clock, signal } = tools;
  await until(
    async () => {
      const nodes: SwarmNode[] = await api(host, "list the nodes", (docker) => docker.listNodes());
      return quorumOf(nodes).held ? true : undefined;
    },
    { what: "the manager to be back in the quorum", deadlineMs: 120_000, host: host.label, clock, signal },
  );
}

async function answering(tools: Tools, host: Host): Promise<EngineInfo> {
  const { clock, signal, status } = tools;
  return until(
    async () => {
      const { stdout } = await host.run(["systemctl", "is-active", "docker"], { codes: [0, 3], idempotent: true });
      if (stdout.trim() === "failed") throw await failed(host);
      return api(host, "show its state", (docker) => docker.info()) as Promise<EngineInfo>;
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
  try {
    await host.run(["systemctl", ...words], { deadlineMs: 180_000, what: `systemctl ${words.join(" ")}` });
  } catch (error) {
    throw error instanceof SwarmError && error.kind === "final" ? await failed(host, error) : error;
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
