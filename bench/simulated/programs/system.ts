import type { Call } from "../shell/run";
import { Unsupported } from "../shell/syntax";
import type { Host } from "./host";
import { options } from "./options";

/** A program that asks or changes the machine it runs on. */
export type HostProgram = (call: Call, host: Host) => number | Promise<number>;

const prints =
  (text: (host: Host, words: readonly string[]) => string): HostProgram =>
  (call, host) => {
    call.out(text(host, call.words));
    return 0;
  };

const only = (name: string, known: Record<string, (host: Host) => string>): HostProgram =>
  prints((host, words) => {
    const answer = known[words.join(" ")];
    if (!answer) throw new Unsupported(`${name} ${words.join(" ")}`);
    return answer(host);
  });

/** Programs that tell what the machine is. */
export const systemPrograms: Record<string, HostProgram> = {
  uname: only("uname", {
    "-r": () => "6.12.38-amd64\n",
    "-m": () => "x86_64\n",
    "-nrm": (host) => `${host.hostname} 6.12.38-amd64 x86_64\n`,
  }),
  id: only("id", { "-un": () => "root\n", "-u": () => "0\n" }),
  date: only("date", {
    "+%s.%N": () => `${(Date.now() / 1000).toFixed(9)}\n`,
    "+%s": () => `${Math.floor(Date.now() / 1000)}\n`,
  }),
  ip: only("ip", {
    "-o -4 addr show": ({ address }) =>
      `1: lo    inet 127.0.0.1/8 scope host lo\n2: eth0    inet ${address}/16 brd 10.255.255.255 scope global eth0\n`,
    "-o link show": () =>
      "1: lo: <LOOPBACK,UP> mtu 65536 qdisc noqueue\n2: eth0: <BROADCAST,MULTICAST,UP> mtu 1500 qdisc fq_codel\n",
    "-o -4 route show": ({ address }) =>
      `default via 10.80.0.1 dev eth0\n10.80.0.0/16 dev eth0 proto kernel scope link src ${address}\n`,
    "rule show": () => "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n",
  }),
  ss: only("ss", {
    "-Hlntup": () => 'tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=7,fd=3))\n',
  }),
  df: prints((_host, words) => {
    const path = words.at(-1) ?? "/";
    return `Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vda1 41152736 2097152 37000000 6% ${path}\n`;
  }),
  "systemd-detect-virt": (call) => {
    call.out("none\n");
    return 1;
  },
  getent: prints((_host, words) => {
    if (words.join(" ") !== "passwd root") throw new Unsupported(`getent ${words.join(" ")}`);
    return "root:x:0:0:root:/root:/bin/sh\n";
  }),
  hostnamectl: (call, host) => {
    const [first, name = ""] = call.words;
    if (call.words.join(" ") === "--static") call.out(`${host.hostname}\n`);
    else if (first === "set-hostname" || first === "hostname") host.files.write("/etc/hostname", { text: `${name}\n` });
    else throw new Unsupported(`hostnamectl ${call.words.join(" ")}`);
    return 0;
  },
  sysctl: (call, host) => {
    const { rest } = options("sysctl", call, { flags: "qw" });
    for (const each of rest) {
      const [key = "", value = ""] = each.split("=");
      host.files.write(`/proc/sys/${key.replaceAll(".", "/")}`, { text: `${value}\n` });
    }
    return 0;
  },
  modprobe: (call, host) => {
    const { has, rest } = options("modprobe", call, { flags: "nqa" });
    if (!has("n")) for (const name of rest) host.files.makeFolder(`/sys/module/${name.replaceAll("-", "_")}`);
    return 0;
  },
  "dpkg-query": (call) => {
    const [first, second = ""] = call.words;
    if (first === "-S") {
      const isDocker = /^\/usr\/bin\/docker(d)?$/.test(second);
      if (isDocker) call.out(`${second.endsWith("d") ? "docker-ce" : "docker-ce-cli"}: ${second}\n`);
      return isDocker ? 0 : 1;
    }
    const format = call.words[2] ?? "";
    if (first !== "-W" || second !== "-f") throw new Unsupported(`dpkg-query ${call.words.join(" ")}`);
    for (const [name, version] of packages) {
      const shown: Record<string, string> = { Package: name, "db:Status-Abbrev": "ii ", Version: version };
      call.out(format.replace(/\$\{([^}]+)\}/g, (_, key) => shown[key] ?? "").replaceAll("\\n", "\n"));
    }
    return 0;
  },
  "apt-mark": () => 0,
  sync: () => 0,
  sleep: (call, host) => {
    host.takes(Number(call.words[0]) * 1000);
    return 0;
  },
  systemctl,
  journalctl: () => 0,
};

/** Docker as Docker's own packages bring it. */
export const dockerVersion = "29.0.1";
const packages: [string, string][] = [
  ["docker-ce", `5:${dockerVersion}-1~debian.13~trixie`],
  ["docker-ce-cli", `5:${dockerVersion}-1~debian.13~trixie`],
  ["containerd.io", "2.1.4-1~debian.13~trixie"],
];

function systemctl(call: Call, host: Host): number {
  const { has, rest } = options("systemctl", call, { flags: "q", long: ["now", "quiet"] });
  const [verb = "", ...names] = rest;
  const units = names.map((name) => name.replace(/\.service$/, ""));
  const [first = ""] = units;
  const unit = host.units.get(first);
  const say = (text: string, isYes: boolean, no = 3) => {
    if (!has("q") && !has("quiet")) call.out(`${text}\n`);
    return isYes ? 0 : no;
  };
  switch (verb) {
    case "is-active":
      return say(unit?.active ? "active" : "inactive", unit?.active ?? false, unit ? 3 : 4);
    case "is-enabled":
      return say(unit?.enabled ? "enabled" : "disabled", unit?.enabled ?? false, 1);
    case "is-failed":
      return say(unit?.active ? "active" : "inactive", false, 1);
    case "cat":
      return unit ? 0 : 1;
    case "daemon-reload":
      host.takes(150);
      return 0;
    case "reset-failed":
      return 0;
    case "enable":
    case "disable":
      for (const name of units) {
        const known = host.units.get(name) ?? { active: false, enabled: false };
        if (has("now") && verb === "enable" && !known.active) host.takes(800);
        host.units.set(name, { active: has("now") ? verb === "enable" : known.active, enabled: verb === "enable" });
      }
      return 0;
    case "start":
    case "restart":
    case "reload":
    case "stop":
      for (const name of units) {
        host.takes(verb === "reload" ? 50 : 800);
        host.units.set(name, { enabled: host.units.get(name)?.enabled ?? false, active: verb !== "stop" });
      }
      return 0;
  }
  throw new Unsupported(`systemctl ${call.words.join(" ")}`);
}
