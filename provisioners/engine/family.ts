import type { Host } from "../docker/host";
import type { Facts } from "../host/facts/facts";
import type { HandlerContext } from "../provider/handler-context";
import type { Bundle } from "./bundle";

/** Which Docker, and where it comes from. */
export interface Wanted {
  source: "docker" | "distribution";
  /** Base address instead of https://download.docker.com. */
  mirror?: string;
  /** Fingerprint of the key that signs the packages, where it is not Docker's. */
  keyFingerprint?: string;
  /** Upstream version, such as 29.0.1. */
  version?: string;
  /** An older version may take the place of a newer one. */
  allowDowngrade?: boolean;
  /** Package files to install instead of a repository's. */
  bundle?: Bundle;
}

/** `broken` when an installation was cut off, `other` for a Docker that no known package brought. */
export type Origin = Wanted["source"] | "other" | "broken" | undefined;

/** How Docker is installed where one package manager rules. */
export interface PackageFamily {
  /** Installs Docker, or another version of it, and keeps it there against unattended upgrades. */
  install(context: HandlerContext, host: Host, facts: Facts, wanted: Wanted): Promise<void>;
  /** Takes away what was added beside Docker itself: the hold, the repository and its key. */
  release(host: Host, facts: Facts): Promise<void>;
  /** Packages that are Docker, each with the source that has it. */
  origins: Readonly<Record<string, Wanted["source"]>>;
}
