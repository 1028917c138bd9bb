import type { z } from "zod";
import { SwarmError } from "../core/errors";
import { daemonJsonPath, parseDaemonJson } from "../docker/daemon-json";
import type { Host } from "../docker/host";
import { compareVersions, upstream } from "../docker/version";
import type { Facts } from "../host/facts/facts";
import { initReasons, liveRestoreReasons, nftablesReasons, osReasons } from "../host/preflight/system";
import type { Problem } from "../provider/resource";
import { installedFrom } from "./families";
import type { engineInputs } from "./schema";

type Inputs = z.output<typeof engineInputs>;

/** Any Docker of any source is right where no version is pinned. */
export function needsInstall(
  facts: Facts,
  { source, version, allowDowngrade }: Pick<Inputs, "source" | "version"> & Partial<Pick<Inputs, "allowDowngrade">>,
  host?: Host,
): boolean {
  const from = installedFrom(facts);
  if (from === undefined || from === "broken" || !facts.docker) return true;
  const order = version ? compareVersions(version, facts.docker) : 0;
  if (order === 0) return false;
  if (order < 0 && !allowDowngrade) {
    throw new SwarmError({
      code: "ENGINE_DOWNGRADE",
      summary: `Refused to put Docker ${version} in the place of the newer ${upstream(facts.docker)}`,
      host: host?.label,
      cause: whyNoDowngrade,
      fix: downgradeFix(facts.docker),
    });
  }
  if (from === source) return true;
  throw new SwarmError({
    code: "ENGINE_OTHER_SOURCE",
    summary: `Docker ${facts.docker} is not from the source "${source}", so it cannot be changed to ${version} from there`,
    host: host?.label,
    fix: "Set `source` to where it came from, leave `version` out, or remove Docker on the host first.",
  });
}

/** A downgrade that can be told from the state, before anything is touched. */
export function downgradeProblems(
  { installedVersion }: { installedVersion: string },
  { version, allowDowngrade }: Pick<Inputs, "version" | "allowDowngrade">,
): Problem[] {
  if (!version || allowDowngrade || !installedVersion || compareVersions(version, installedVersion) >= 0) return [];
  const reason = `${version} is older than the installed ${upstream(installedVersion)}: ${whyNoDowngrade}`;
  return [{ property: "version", reason: `${reason}. Fix: ${downgradeFix(installedVersion)}` }];
}

const whyNoDowngrade =
  "Docker does not support downgrades: an older engine may not read the swarm's raft log, the networks and the images that the newer one has written";

function downgradeFix(installed: string): string {
  return `Set \`version\` to ${upstream(installed)}, or allow it with \`allowDowngrade: true\` if you have a backup of /var/lib/docker/swarm.`;
}

/** @throws SwarmError with everything that makes the host unfit. */
export function checkHost(facts: Facts, source: Inputs["source"], host?: Host): void {
  parseDaemonJson(facts.daemonJson, host?.label);
  const reasons = [
    ...osReasons(facts, source),
    ...[initReasons, liveRestoreReasons, nftablesReasons].flatMap((reasonsOf) => reasonsOf(facts)),
  ];
  if (reasons.length === 0) return;
  throw new SwarmError({
    code: "ENGINE_HOST_UNFIT",
    summary: "Docker for a swarm cannot be set up on this host",
    host: host?.label,
    cause: reasons.join("\n  "),
    fix: "Use a machine with a supported system and systemd, without live-restore and with the firewall backend iptables.",
  });
}

const usualDataRoot = "/var/lib/docker";

/**
 * Docker does not take its data along: with another data-root it starts as the member of no swarm.
 * @throws SwarmError `ENGINE_DATA_MOVED` for a node of a swarm, before anything is changed on it
 */
export function checkDataRoot({ daemon, daemonJson }: Facts, changed: string, host?: Host): void {
  if (!daemon || daemon.swarm === "inactive") return;
  const rootIn = (text?: string) => parseDaemonJson(text)["data-root"] ?? usualDataRoot;
  const [before, after] = [rootIn(daemonJson), rootIn(changed)];
  if (before === after) return;
  throw new SwarmError({
    code: "ENGINE_DATA_MOVED",
    summary: `Refused to change Docker's data-root from ${before} to ${after} on a node of a swarm`,
    host: host?.label,
    cause: "Docker would start without its data: in no swarm, without containers, images and volumes",
    fix: `Leave \`data-root\` at ${before}; or, one node after the other, drain it, stop Docker, move ${before} to ${after}, set \`data-root\` in ${daemonJsonPath} and start Docker, then run again.`,
  });
}
