import type { Facts } from "../host/facts/facts";
import { systemOf } from "../host/supported";
import { debian } from "./debian";
import type { Origin, PackageFamily } from "./family";
import { rhel } from "./rhel";

const families = { debian, rhel };

/** `undefined` for a system that nothing can be installed on. */
export function packageFamily({ os }: Pick<Facts, "os">): PackageFamily | undefined {
  const system = systemOf(os);
  return system && families[system.family];
}

/** Where the installed Docker came from. */
export function installedFrom(facts: Facts): Origin {
  for (const [name, source] of Object.entries(packageFamily(facts)?.origins ?? {})) {
    const state = facts.packages[name]?.split(" ")[0];
    if (state === "ii" || state === "hi") return facts.docker ? source : "broken";
    // "un" and "rc" are packages that are not there (any more).
    if (state && state !== "un" && state !== "rc") return "broken";
  }
  return facts.docker ? "other" : undefined;
}
