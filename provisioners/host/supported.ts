import { compareVersions } from "../core/version";

export type PackageFamilyName = "debian" | "rhel";

/** An operating system that Docker can be installed on. */
export interface System {
  /** As ID in /etc/os-release. */
  id: string;
  name: string;
  family: PackageFamilyName;
  /** The oldest release, as VERSION_ID in /etc/os-release. */
  since: string;
  /** Its folder in Docker's repository; without one Docker has no packages for it. */
  repository?: string;
  /** The distribution's own package of Docker; without one it has none. */
  own?: string;
  /** True where the packages are made for another system or nobody has tried them. */
  bestEffort?: boolean;
}

/** Every system that is not refused. */
export const systems: readonly System[] = [
  { id: "debian", name: "Debian", family: "debian", since: "12", repository: "debian", own: "docker.io" },
  { id: "ubuntu", name: "Ubuntu", family: "debian", since: "22.04", repository: "ubuntu", own: "docker.io" },
  { id: "centos", name: "CentOS Stream", family: "rhel", since: "9", repository: "centos" },
  { id: "rhel", name: "Red Hat Enterprise Linux", family: "rhel", since: "8", repository: "rhel" },
  { id: "fedora", name: "Fedora", family: "rhel", since: "41", repository: "fedora", own: "moby-engine" },
  { id: "rocky", name: "Rocky Linux", family: "rhel", since: "8", repository: "centos", bestEffort: true },
  { id: "almalinux", name: "AlmaLinux", family: "rhel", since: "8", repository: "centos", bestEffort: true },
  { id: "amzn", name: "Amazon Linux", family: "rhel", since: "2023", own: "docker", bestEffort: true },
];

/** The system of a release, as in /etc/os-release; `undefined` where it is not supported in any way. */
export function systemOf(os: { id: string; version: string }): System | undefined {
  const system = systems.find(({ id }) => id === os.id);
  // What is in the making has no version yet.
  const isOld = system && os.version !== "" && compareVersions(os.version, system.since) < 0;
  return isOld ? undefined : system;
}

/** Why Docker cannot come from this source (default: from any) on this system, with what is possible. */
export function unsupported(
  os: { id: string; version: string; name: string },
  source?: "docker" | "distribution",
): string | undefined {
  const offers = ({ repository, own }: System) => !source || (source === "docker" ? repository : own) !== undefined;
  const system = systemOf(os);
  if (system && offers(system)) return undefined;
  const possible = systems.filter(offers).map(({ name, since, bestEffort }) => {
    return `${name} ${since} or newer${bestEffort ? " (best effort)" : ""}`;
  });
  const other = source === "docker" ? "distribution" : "docker";
  const way = system ? `; on ${os.name} set \`source\` to "${other}"` : "";
  const where = source ? ` for the source "${source}"` : "";
  return `${os.name} is not supported${where}; supported are ${possible.join(", ")}${way}`;
}
