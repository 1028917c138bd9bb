import type { z } from "zod";
import { SwarmError } from "../errors";
import type { Facts } from "../host/facts";
import type { Host } from "../ssh/types";
import { daemonJsonPath, parseDaemonJson } from "./daemon-json";
import { installedFrom } from "./debian";
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
export function checkHost(facts: Facts, host?: Host): void {
  const reasons: string[] = [];
  if (facts.family !== "debian") reasons.push(`${facts.os.name} is not supported; supported are Debian and Ubuntu`);
  if (facts.init !== "systemd") reasons.push(`the first process is ${facts.init || "unknown"}; systemd is needed`);
  if (parseDaemonJson(facts.daemonJson, host?.label)["live-restore"] === true) {
    reasons.push(`${daemonJsonPath} sets live-restore, which swarm mode does not work with`);
  }
  if (reasons.length === 0) return;
  throw new SwarmError({
    code: "ENGINE_HOST_UNFIT",
    summary: "Docker for a swarm cannot be set up on this host",
    host: host?.label,
    cause: reasons.join("\n  "),
    fix: "Use a machine with Debian or Ubuntu and systemd, without live-restore.",
  });
}
