import { coerce, compare } from "semver";

/** The semantic version in a text such as `v3.259.0`, `go1.26` or `29.0.1+dfsg1`; undefined where there is none. */
export function readVersion(text: string): string | undefined {
  return coerce(text)?.version;
}

/** Below zero when `a` is older than `b`; text without a version is older than any. */
export function compareVersions(a: string, b: string): number {
  return compare(readVersion(a) ?? "0.0.0-0", readVersion(b) ?? "0.0.0-0");
}

/** Whether `version` is `minimum` or newer; text without a version is not. */
export function isAtLeast(version: string, minimum: string): boolean {
  return compareVersions(version, minimum) >= 0;
}
