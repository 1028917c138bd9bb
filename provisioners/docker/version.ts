import { SwarmError } from "../core/errors";
import { compareVersions as compareSemantic } from "../core/version";
import type { Host } from "./host";

/** The upstream part of a version: `5:29.0.1-1~debian.13~trixie` and `29.0.1+dfsg1` are both 29.0.1. */
export function upstream(version: string): string {
  return version.replace(/^\d+:/, "").split(/[-+~]/)[0] ?? version;
}

/** Below zero when `a` is older than `b`, by their upstream parts. */
export function compareVersions(a: string, b: string): number {
  return compareSemantic(upstream(a), upstream(b));
}

/** Versions of one package in the output of `apt-cache madison`, newest first as apt lists them. */
export function madison(output: string, name: string): string[] {
  return output.split("\n").flatMap((line) => {
    const [found, version] = line.split("|").map((cell) => cell.trim());
    return found === name && version ? [version] : [];
  });
}

/** The version to install of a package: the newest, or the one that is pinned; `undefined` where it is not offered. */
export function pickVersion(offered: string[], version?: string): string | undefined {
  return version ? offered.find((one) => upstream(one) === version) : offered[0];
}

export function noVersion(host: Host, name: string, version: string | undefined, found: string[]): SwarmError {
  const offered = [...new Set(found.map(upstream))].slice(0, 8).join(", ");
  return new SwarmError({
    code: "ENGINE_NO_VERSION",
    summary: version ? `${name} ${version} is not offered for this host` : `There is no package ${name} for this host`,
    host: host.label,
    cause: offered ? `offered: ${offered}` : "no version is offered",
    fix: offered
      ? "Set `version` to one of these, or leave it out."
      : "Check the host's package sources (`apt-get update` or `dnf makecache`), or set `source` or `mirror`.",
  });
}
