import type { Entry } from "../shell/files";

const file = (text: string, mode = 0o644): Entry => ({ kind: "file", text, mode, owner: "root:root" });
const link = (text: string): Entry => ({ kind: "link", text, mode: 0o777, owner: "root:root" });
const folder = file("", 0o755);

const programs = ["dockerd", "docker"];
/** As `readlink` shows the namespace that every process is in. */
const namespace = link("pid:[4026531836]");

const modules = ["overlay", "br_netfilter", "veth", "vxlan"];
const settings: Record<string, number> = {
  "net/ipv4/ip_forward": 0,
  "net/ipv4/neigh/default/gc_thresh1": 128,
  "net/ipv4/neigh/default/gc_thresh2": 512,
  "net/ipv4/neigh/default/gc_thresh3": 1024,
  "net/ipv4/tcp_retries2": 15,
};

/** A machine with Debian, and Docker from Docker's own packages. */
export function debianImage(): ReadonlyMap<string, Entry> {
  const files: [string, Entry][] = [
    [
      "/etc/os-release",
      file('ID=debian\nVERSION_ID="13"\nVERSION_CODENAME=trixie\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"\n'),
    ],
    ["/etc/hosts", file("127.0.0.1\tlocalhost\n::1\tlocalhost\n")],
    ["/etc/passwd", file("root:x:0:0:root:/root:/bin/sh\n")],
    ["/proc/1/comm", file("systemd\n")],
    ["/proc/1/ns/pid", namespace],
    ["/proc/self/ns/pid", namespace],
    ["/proc/700/comm", file("dockerd\n")],
    ["/proc/700/exe", link("/usr/bin/dockerd")],
    ["/proc/700/ns/pid", namespace],
    ["/proc/meminfo", file("MemTotal:        4018000 kB\n")],
    ["/sys/module/apparmor/parameters/enabled", file("Y\n")],
    ["/sys/fs/cgroup/cgroup.controllers", file("cpuset cpu io memory hugetlb pids rdma misc\n")],
    ["/lib/modules/6.12.38-amd64/modules.builtin", file("")],
    ["/run/docker.sock", { ...file("", 0o660), kind: "socket" }],
    ["/var/run", link("/run")],
    ["/dev/null", file("")],
    ...programs.map((name): [string, Entry] => [`/usr/bin/${name}`, file("", 0o755)]),
    ...Object.entries(settings).map(([key, value]): [string, Entry] => [`/proc/sys/${key}`, file(`${value}\n`)]),
    ...modules.map((name): [string, Entry] => [`/sys/module/${name}/version`, file("")]),
    ...["/root", "/tmp", "/usr/sbin", "/etc/docker", "/var/lib/docker"].map((path): [string, Entry] => [
      path,
      { ...folder, kind: "folder" },
    ]),
  ];
  return withFolders(new Map(files));
}

function withFolders(files: Map<string, Entry>): Map<string, Entry> {
  for (const path of [...files.keys()]) {
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const above = path.slice(0, at);
      if (!files.has(above)) files.set(above, { ...folder, kind: "folder" });
    }
  }
  return files;
}
