import { type Clock, systemClock } from "../../core/until";
import type { Host } from "../../docker/host";
import { type ClockOffset, offsetOf } from "./clock";
import { type DockersFacts, dockersScript, parseDockers } from "./dockers";
import { type KernelFacts, kernelScript, parseKernel } from "./kernel-facts";
import { type LoginShellFacts, loginShellScript, parseLoginShell } from "./login-shell";
import { type NetworkFacts, parseNetwork } from "./network-facts";
import {
  type DaemonFacts,
  type Disk,
  type Family,
  familyOf,
  type Os,
  parseDaemon,
  parseDisk,
  parseMemory,
  parseOs,
  parsePackages,
} from "./parse";
import { mark, sectionsOf } from "./sections";

export type { DaemonFacts, Family } from "./parse";

/** What is known of a host before anything is done to it. */
export interface Facts extends NetworkFacts {
  os: Os;
  family: Family;
  /** As `uname -m` says it, such as `x86_64`. */
  arch: string;
  /** As `uname -r` says it, such as `6.12.38-amd64`. */
  kernel: string;
  hostname: string;
  /** What no two machines share; clones of one disk do. Empty where there is none. */
  machineId: string;
  /** Name of the first process, such as `systemd`. */
  init: string;
  /** `Enforcing`, `Permissive` or `Disabled`; `undefined` without SELinux. */
  selinux?: string;
  /** Host firewalls in use: `ufw`, `firewalld`, `nftables`. */
  firewalls: string[];
  /** Memory in MiB. */
  memory?: number;
  /** Where Docker keeps its data, or will, and the MiB free there. */
  disk?: Disk;
  /** How far the host's clock is from this computer's. */
  clock?: ClockOffset;
  /** Version of the installed Docker daemon. */
  docker?: string;
  /** What the running daemon says; `undefined` where none answers at once. */
  daemon?: DaemonFacts;
  /** Docker packages by name, with dpkg's state (rpm: always `ii`) and version: `docker.io` → `ii 26.1.5`. */
  packages: Record<string, string>;
  /** Where cloud-init is installed. */
  cloudInit?: "running" | "ended";
  /** The kernel enforces AppArmor: containers then need its user-space tools. */
  apparmor: boolean;
  /** Docker was installed from here, or its installation begun. */
  prepared: boolean;
  /** Settings were written, but the run ended before Docker was restarted with them. */
  restartDue: boolean;
  /** Text of /etc/docker/daemon.json. */
  daemonJson?: string;
  /** These are read before anything is changed on a host, and not later. */
  dockers?: DockersFacts;
  limits?: KernelFacts;
  loginShell?: LoginShellFacts;
}

export const preparedPath = "/var/lib/pulumi-swarm/engine";
export const restartDuePath = "/var/lib/pulumi-swarm/restart-docker";

/**
 * One script, so that it costs one round trip; every fact stands under its own mark. It starts few processes: each takes
 * long on a host that is busy.
 */
const script = `
fact() { printf '\\n${mark}%s\\n' "$1"; }
show() { if [ -r "$1" ]; then while IFS= read -r line || [ -n "$line" ]; do printf '%s\\n' "$line"; done <"$1"; fi; }
fact began; date +%s.%N
fact os; show /etc/os-release
fact machine; uname -nrm
fact machineId; show /etc/machine-id
fact init; show /proc/1/comm
fact selinux; if command -v getenforce >/dev/null; then getenforce; fi
fact firewalls
if grep -qs '^ENABLED=yes' /etc/ufw/ufw.conf; then echo ufw; fi
if command -v systemctl >/dev/null; then
  for name in firewalld nftables; do if systemctl is-active --quiet "$name"; then echo "$name"; fi; done
fi
fact memory; read -r line </proc/meminfo && echo "$line"
fact docker; if command -v dockerd >/dev/null; then dockerd --version; fi
# A manager without a quorum takes 20 s to answer.
fact daemon; info=; if command -v docker >/dev/null && [ -S /var/run/docker.sock ]; then
  info=$(timeout 10 docker -H unix:///var/run/docker.sock info --format '{{json .}}') || info=
fi
printf '%s\\n' "$info"
fact disk; data=
case $info in *'"DockerRootDir":"'*) data=\${info#*'"DockerRootDir":"'}; data=\${data%%'"'*} ;; esac
for path in "$data" /var/lib/docker /var/lib; do
  if [ -d "$path" ]; then echo "$path"; df -Pk "$path"; break; fi
done
fact packages; if command -v dpkg-query >/dev/null; then
  dpkg-query -W -f '\${Package}|\${db:Status-Abbrev}|\${Version}\\n' 'docker*' 'containerd*' 'moby-*' 2>/dev/null || [ $? = 1 ]
elif command -v rpm >/dev/null; then
  rpm -qa --qf '%{NAME}|ii|%{VERSION}\\n' 'docker*' 'containerd*' 'moby-*'
fi
fact addresses; if command -v ip >/dev/null; then ip -o -4 addr show; fi
fact links; if command -v ip >/dev/null; then ip -o link show; fi
fact routes; if command -v ip >/dev/null; then ip -o -4 route show; fi
fact listeners; if command -v ss >/dev/null; then ss -Hlntup; fi
fact cloudInit; if command -v cloud-init >/dev/null; then
  if [ -e /run/cloud-init/result.json ]; then echo ended; else echo running; fi
fi
fact apparmor; show /sys/module/apparmor/parameters/enabled
fact prepared; if [ -e ${preparedPath} ]; then echo yes; fi
fact restartDue; if [ -e ${restartDuePath} ]; then echo yes; fi
fact daemonJson; if [ -e /etc/docker/daemon.json ]; then echo there; show /etc/docker/daemon.json; fi
`;

/** A host that is busy or swaps takes a minute. */
const FACTS_MS = 180_000;

/** What only the first look is for: it takes longer. */
const firstLook = `
fact dockers; ${dockersScript}
fact limits; ${kernelScript}
fact loginShell; ${loginShellScript}
`;

export async function readFacts(
  host: Host,
  clock: Clock = systemClock,
  look: "first" | "later" = "later",
): Promise<Facts> {
  const sent = clock.now();
  const whole = `${script}${look === "first" ? firstLook : ""}\nfact ended; date +%s.%N\n`;
  const options = { what: "read the host's facts", idempotent: true, deadlineMs: FACTS_MS };
  const { stdout, isInputTaken } = await host.run(whole, options);
  const facts = parseFacts(stdout, { sent, received: clock.now() });
  if (!isInputTaken) return { ...facts, loginShell: facts.loginShell && { ...facts.loginShell, reads: undefined } };
  const { user = "the login user", shell = "the login shell", reads = "" } = facts.loginShell ?? {};
  return { ...facts, loginShell: { ...facts.loginShell, user, shell, reads } };
}

const parseCloudInitState = (text: string) => (text === "running" || text === "ended" ? text : undefined);

/** Pure: the facts in the script's output; `trip` are this computer's times around it, in milliseconds. */
export function parseFacts(output: string, trip?: { sent: number; received: number }): Facts {
  const sections = sectionsOf(output);
  const get = (name: string) => (sections.get(name) ?? "").trim();
  const os = parseOs(get("os"));
  const [hostname = "", kernel = "", arch = ""] = get("machine").split(" ");
  const daemonJson = (sections.get("daemonJson") ?? "").match(/^there\n([\s\S]*)$/)?.[1];
  return {
    os,
    family: familyOf(os),
    arch,
    kernel,
    hostname,
    machineId: get("machineId"),
    init: get("init"),
    selinux: get("selinux") || undefined,
    firewalls: get("firewalls").split("\n").filter(Boolean),
    memory: parseMemory(get("memory")),
    disk: parseDisk(get("disk")),
    clock: trip && offsetOf(trip, { began: get("began"), ended: get("ended") }),
    docker: get("docker").match(/version\s+([^\s,]+)/)?.[1],
    daemon: parseDaemon(get("daemon")),
    packages: parsePackages(get("packages")),
    ...parseNetwork(get),
    cloudInit: parseCloudInitState(get("cloudInit")),
    apparmor: get("apparmor") === "Y",
    prepared: get("prepared") === "yes",
    restartDue: get("restartDue") === "yes",
    daemonJson,
    dockers: parseDockers(get("dockers")),
    limits: parseKernel(get("limits")),
    loginShell: parseLoginShell(get("loginShell")),
  };
}
