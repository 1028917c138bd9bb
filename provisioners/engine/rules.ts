import type { z } from "zod";
import { SwarmError } from "../errors";
import type { Facts } from "../host/facts";
import { initReasons, liveRestoreReasons, nftablesReasons, osReasons } from "../host/preflight/system";
import type { Host } from "../ssh/types";
import { parseDaemonJson } from "./daemon-json";
import { installedFrom } from "./families";
import type { engineInputs } from "./schema";
import { compareVersions, upstream } from "./version";

type Inputs = z.output<typeof engineInputs>;

/** Any Docker of any source is right where no version is pinned. */
export function needsInstall(
  facts: Facts,
  { source, version }: Pick<Inputs, "source" | "version">,
  host?: Host,
): boolean {
  const from = installedFrom(facts);
  if (from === undefined || from === "broken" || !facts.docker) return true;
  const order = version ? compareVersions(version, facts.docker) : 0;
  if (order === 0) return false;
  if (order > 0 && from === source) return true;
  throw new SwarmError({
    code: order < 0 ? "ENGINE_DOWNGRADE" : "ENGINE_OTHER_SOURCE",
    summary:
      order < 0
        ? `Refused to put Docker ${version} in the place of the newer ${facts.docker}`
        : `Docker ${facts.docker} is not from the source "${source}", so it cannot be upgraded to ${version} from there`,
    host: host?.label,
    fix:
      order < 0
        ? `Set \`version\` to ${upstream(facts.docker)}, or remove Docker on the host first.`
        : `Set \`source\` to where it came from, leave \`version\` out, or remove Docker on the host first.`,
  });
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
