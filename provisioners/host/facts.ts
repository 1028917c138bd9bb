import type { Host } from "../ssh/types";

export type Family = "debian" | "rhel" | "suse" | "alpine" | "arch" | "unknown";

/** What is known of a host before anything is done to it. */
export interface Facts {
  os: { id: string; like: string[]; version: string; codename: string; name: string };
  family: Family;
  /** As `uname -m` says it, such as `x86_64`. */
  arch: string;
  hostname: string;
  /** Name of the first process, such as `systemd`. */
  init: string;
  /** Version of the installed Docker daemon. */
  docker?: string;
  /** Docker packages by name, with dpkg's state and version: `docker.io` → `ii 26.1.5`. */
  packages: Record<string, string>;
  /** IPv4 addresses by interface, without loopback. */
  addresses: { device: string; address: string; prefix: number }[];
  cloudInit: boolean;
  /** The kernel enforces AppArmor: containers then need its user-space tools. */
  apparmor: boolean;
  /** Docker was installed from here, or its installation begun. */
  prepared: boolean;
  /** Settings were written, but the run ended before Docker was restarted with them. */
  restartDue: boolean;
  /** Text of /etc/docker/daemon.json. */
  daemonJson?: string;
}

export const preparedPath = "/var/lib/pulumi-swarm/engine";
export const restartDuePath = "/var/lib/pulumi-swarm/restart-docker";

const mark = "@@@ ";

/** One script, so that it costs one round trip; every fact stands under its own mark. */
const script = `
fact() { printf '\\n${mark}%s\\n' "$1"; }
fact os; cat /etc/os-release
fact arch; uname -m
fact hostname; uname -n
fact init; cat /proc/1/comm
fact docker; if command -v dockerd >/dev/null; then dockerd --version; fi
fact packages; if command -v dpkg-query >/dev/null; then
  dpkg-query -W -f '\${Package}|\${db:Status-Abbrev}|\${Version}\\n' 'docker*' 'containerd*' 'moby-*' 2>/dev/null || [ $? = 1 ]
fi
fact addresses; if command -v ip >/dev/null; then ip -o -4 addr show; fi
fact cloudInit; command -v cloud-init || echo
fact apparmor; if [ -r /sys/module/apparmor/parameters/enabled ]; then cat /sys/module/apparmor/parameters/enabled; fi
fact prepared; if [ -e ${preparedPath} ]; then echo yes; fi
fact restartDue; if [ -e ${restartDuePath} ]; then echo yes; fi
fact daemonJson; if [ -e /etc/docker/daemon.json ]; then echo there; cat /etc/docker/daemon.json; fi
`;

export async function readFacts(host: Host): Promise<Facts> {
  const { stdout } = await host.run(script, { what: "read the host's facts", idempotent: true });
  return parseFacts(stdout);
}

/** Pure: the facts in the script's output. */
export function parseFacts(output: string): Facts {
  const sections = new Map<string, string>();
  for (const part of `\n${output}`.split(`\n${mark}`).slice(1)) {
    const [name = "", ...lines] = part.split("\n");
    sections.set(name.trim(), lines.join("\n"));
  }
  const get = (name: string) => (sections.get(name) ?? "").trim();
  const release = parseRelease(get("os"));
  const os = {
    id: release.ID ?? "linux",
    like: (release.ID_LIKE ?? "").split(/\s+/).filter(Boolean),
    version: release.VERSION_ID ?? "",
    codename: release.VERSION_CODENAME ?? "",
    name: release.PRETTY_NAME ?? release.ID ?? "Linux",
  };
  const daemonJson = (sections.get("daemonJson") ?? "").match(/^there\n([\s\S]*)$/)?.[1];
  return {
    os,
    family: familyOf(os),
    arch: get("arch"),
    hostname: get("hostname"),
    init: get("init"),
    docker: get("docker").match(/version\s+([^\s,]+)/)?.[1],
    packages: parsePackages(get("packages")),
    addresses: parseAddresses(get("addresses")),
    cloudInit: get("cloudInit") !== "",
    apparmor: get("apparmor") === "Y",
    prepared: get("prepared") === "yes",
    restartDue: get("restartDue") === "yes",
    daemonJson,
  };
}

function parseRelease(text: string): Record<string, string> {
  const pairs = text.split("\n").flatMap((line) => {
    const found = line.match(/^([A-Z_]+)=(.*)$/);
    return found ? [[found[1], found[2]?.replace(/^(["'])(.*)\1$/, "$2")]] : [];
  });
  return Object.fromEntries(pairs);
}

const families: [Family, string[]][] = [
  ["debian", ["debian", "ubuntu"]],
  ["rhel", ["rhel", "fedora", "centos", "rocky", "almalinux", "amzn"]],
  ["suse", ["suse", "opensuse", "sles"]],
  ["alpine", ["alpine"]],
  ["arch", ["arch"]],
];

function familyOf({ id, like }: { id: string; like: string[] }): Family {
  const names = [id, ...like];
  return families.find(([, known]) => names.some((name) => known.includes(name)))?.[0] ?? "unknown";
}

function parsePackages(text: string): Record<string, string> {
  const rows = text.split("\n").map((line) => line.split("|"));
  return Object.fromEntries(
    rows.flatMap(([name, state, version]) => (name && version ? [[name, `${state?.trim()} ${version}`]] : [])),
  );
}

function parseAddresses(text: string): Facts["addresses"] {
  return text.split("\n").flatMap((line) => {
    const [, device, address, prefix] = line.match(/^\d+:\s+(\S+)\s+inet\s+([\d.]+)\/(\d+)/) ?? [];
    return device && address && device !== "lo" ? [{ device, address, prefix: Number(prefix) }] : [];
  });
}
