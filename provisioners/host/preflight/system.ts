import { messageOf, SwarmError } from "../../core/errors";
import { daemonJsonPath, parseDaemonJson } from "../../docker/daemon-json";
import type { Facts } from "../facts/facts";
import { unsupported } from "../supported";
import { type Check, ofEach } from "./check";

/** MiB that Docker's packages and a few images need. */
const LEAST_DISK = 1024;

/** Reasons against the operating system; none where Docker is or can be set up, from the source or from any. */
export function osReasons({ docker, os }: Facts, source?: "docker" | "distribution"): string[] {
  const reason = docker === undefined ? unsupported(os, source) : undefined;
  return reason ? [reason] : [];
}

export function initReasons({ init }: Facts): string[] {
  return init === "systemd" ? [] : [`the first process is ${init || "unknown"}; systemd is needed`];
}

export function liveRestoreReasons({ daemon, daemonJson }: Facts): string[] {
  if (keysOf(daemonJson)["live-restore"] === true) {
    return [`${daemonJsonPath} sets live-restore, which swarm mode does not work with`];
  }
  return daemon?.liveRestore ? ["Docker runs with live-restore, which swarm mode does not work with"] : [];
}

export function nftablesReasons({ daemon, daemonJson }: Facts): string[] {
  if (keysOf(daemonJson)["firewall-backend"] === "nftables") {
    return [`${daemonJsonPath} sets the firewall-backend nftables, which swarm mode does not work with`];
  }
  const on = daemon?.firewall?.startsWith("nftables");
  return on ? ["Docker runs with the firewall backend nftables, which swarm mode does not work with"] : [];
}

export const os: Check = {
  refuses: "an operating system that Docker is not installed on from here",
  fix: "Use a machine with a supported system.",
  find: ofEach((facts) => osReasons(facts)),
};

export const systemd: Check = {
  refuses: "a host whose first process is not systemd",
  fix: "Use a machine, or a virtual machine, that boots with systemd.",
  find: ofEach(initReasons),
};

export const daemonJson: Check = {
  refuses: `a ${daemonJsonPath} that is not valid JSON`,
  fix: "Correct the file, or remove it.",
  find: ofEach((facts) => {
    try {
      parseDaemonJson(facts.daemonJson);
      return [];
    } catch (error) {
      if (!(error instanceof SwarmError)) throw error;
      return [`${error.summary}: ${messageOf(error.cause)}`];
    }
  }),
};

export const liveRestore: Check = {
  refuses: "Docker with live-restore",
  fix: `Remove \`live-restore\` from ${daemonJsonPath} (or from dockerd's command line) and restart Docker.`,
  find: ofEach(liveRestoreReasons),
};

export const nftables: Check = {
  refuses: "Docker with the firewall backend nftables",
  fix: `Remove \`firewall-backend\` from ${daemonJsonPath} (or from dockerd's command line) and restart Docker.`,
  find: ofEach(nftablesReasons),
};

export const disk: Check = {
  refuses: `less than ${LEAST_DISK} MiB free where Docker keeps its data`,
  fix: "Remove what is not needed (`docker system prune` for Docker's own), or enlarge the disk.",
  find: ofEach(({ disk }) =>
    disk && disk.free < LEAST_DISK ? [`${disk.free} MiB are free at ${disk.path}; ${LEAST_DISK} MiB are needed`] : [],
  ),
};

export const clock: Check = {
  refuses: "a clock that differs from this computer's by more than `maxClockSkew`",
  fix: "Turn time synchronisation on there (`timedatectl set-ntp true`); where this computer's clock is the wrong one, correct that.",
  find: ofEach(({ clock }, _host, { maxClockSkew }) => {
    if (!clock || Math.abs(clock.ms) - clock.uncertainty <= maxClockSkew * 1000) return [];
    const side = clock.ms < 0 ? "behind" : "ahead of";
    return [`its clock is ${duration(Math.abs(clock.ms))} ${side} this computer's; ${maxClockSkew} s are allowed`];
  }),
};

/** What is wrong with the file is a finding of its own. */
function keysOf(text: string | undefined): Record<string, unknown> {
  try {
    return parseDaemonJson(text);
  } catch (error) {
    if (error instanceof SwarmError) return {};
    throw error;
  }
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
