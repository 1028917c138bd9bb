import { messageOf } from "../../../../provisioners/core/errors";
import type { Host } from "../../../../provisioners/docker/host";
import { makeChanges } from "../../../../provisioners/host/prepare/changes";
import { planFirewall } from "../../../../provisioners/host/prepare/firewall";
import { host as resource } from "../../../../provisioners/host/prepare/host";
import { templateOf } from "../../../../provisioners/host/prepare/hosts-file";
import { hostInputs } from "../../../../provisioners/host/prepare/schema";
import { toStart } from "../../../../provisioners/host/prepare/time";
import type { RunOptions } from "../../../../provisioners/ssh/types";
import { connection, type FakeContext, fakeContext } from "../../fakes/context";
import { oneByOne } from "../../fakes/run-all";

/* The steps against a host in memory, whose commands act on it. What the shell does is shown by the lab suite. */

class FakeHost {
  files = new Map<string, string>([["/etc/hosts", "127.0.0.1 localhost"]]);
  hostname = "old";
  isTimeKept = false;
  missing = ["ip_vs"];
  noModule = false;
  sysctl: Record<string, number> = {
    "net.ipv4.ip_forward": 0,
    "net.ipv4.neigh.default.gc_thresh3": 20_000,
    "net.ipv4.tcp_retries2": 15,
  };
  ufw: string[] = ["ufw allow 22/tcp"];
  isUfwActive = true;
  iptables = "";
  guard = false;
  readonly changes: string[] = [];
  up = true;

  readonly host: Host = {
    label: "h",
    run: async (command, options) => this.run([command].flat().join(" "), options),
    runAll: (commands, options) => oneByOne(this.host)(commands, options),
    upload: async (path, content) => {
      this.changes.push(`upload ${path}`);
      this.files.set(path, String(content));
    },
    docker: () => {
      throw new Error("the preparation needs no Docker");
    },
  };

  private run(text: string, options: RunOptions = {}) {
    const { what = "" } = options;
    const answer = (stdout: string, code = 0) => ({ stdout, stderr: "", code });
    if (what.startsWith("read /")) {
      const found = this.files.get(what.slice(5));
      return found === undefined ? answer("", 3) : answer(found);
    }
    const seen = this.look(text, what);
    if (seen !== undefined) return answer(seen);
    this.changes.push(what || text);
    this.change(text, options);
    const isRefused = what === "load kernel modules" && this.noModule;
    return answer(isRefused ? "ip_vs\n" : "", isRefused ? 1 : 0);
  }

  private look(text: string, what: string): string | undefined {
    if (what === "read the host's facts") return "@@@ os\nID=debian\n\n@@@ init\nsystemd\n";
    if (text === "hostnamectl --static") return this.hostname;
    if (what === "see what keeps the time")
      return `chrony ${this.isTimeKept ? "active enabled" : "inactive disabled"}\n`;
    if (what.startsWith("look at the kernel")) {
      const settings = Object.entries(this.sysctl).map(([key, value]) => `${key} ${value}`);
      return [...this.missing.map((name) => `module ${name}`), ...settings].join("\n");
    }
    if (what === "see which firewall is in charge") return `ufw\n${this.isUfwActive ? "Status: active\n" : ""}`;
    if (what === "list ufw's rules") return this.ufw.join("\n");
    if (what === "look at iptables") return this.iptables;
    if (what.startsWith("see whether containers")) {
      return this.guard
        ? "100: to 169.254.169.254 iif lo lookup main\n101: from all to 169.254.169.254 prohibit\nenabled\n"
        : "";
    }
    if (what === "read who wants what let in") {
      const folder = "/var/lib/pulumi-swarm/firewall/";
      const owners = [...this.files].filter(([path]) => path.startsWith(folder));
      return owners.map(([path, content]) => `@ ${path.slice(folder.length)}\n${content}`).join("");
    }
    return /^(look|list)/.test(what) ? "" : undefined;
  }

  private change(text: string, { stdin }: RunOptions): void {
    const name = text.match(/^hostnamectl set-hostname (.*)$/)?.[1];
    if (name) this.hostname = name;
    if (text.startsWith("systemctl enable --now")) this.isTimeKept = true;
    if (text.startsWith("systemctl disable --now chrony")) this.isTimeKept = false;
    if (text === "systemctl restart metadata-guard.service") this.guard = true;
    if (text.includes("modprobe") && !this.noModule) this.missing = [];
    const [, key, value] = text.match(/^sysctl -q -w (\S+)=(\d+)$/) ?? [];
    if (key) this.sysctl[key] = Number(value);
    for (const path of text.match(/^rm -f (.*)$/)?.[1]?.split(" ") ?? []) this.files.delete(path);
    for (const line of String(stdin ?? "").split("\n")) {
      const [, added, comment] = line.match(/^(allow .*) comment (.*)$/) ?? [];
      if (added) this.ufw.push(`ufw ${added} comment '${comment}'`);
      const gone = line.match(/^delete (.*)$/)?.[1];
      if (gone) this.ufw = this.ufw.filter((each) => !each.startsWith(`ufw ${gone}`));
    }
  }
}

let fake: FakeHost;
let context: FakeContext;
beforeEach(() => {
  fake = new FakeHost();
  context = fakeContext(async () => {
    if (fake.up) return fake.host;
    const { SwarmError } = await import("../../../../provisioners/core/errors");
    throw new SwarmError({ code: "SSH_UNREACHABLE", summary: "No SSH connection" });
  });
});

const inputs = hostInputs.parse({
  name: "h",
  connection: connection("h"),
  hostname: "new",
  peers: [{ name: "a", address: "10.0.0.1" }],
  allow: [{ protocol: "tcp", port: 2377, from: ["10.0.0.1"] }],
  closeMetadata: true,
});
const outputs = { firewall: "ufw" as const, pending: false };
const state = { ...inputs, ...outputs };

describe("a host", () => {
  test("is prepared, says what it changed, and a second run changes nothing and says nothing", async () => {
    expect(await resource.create(context, inputs)).toEqual({ id: "h", outputs });
    expect(context.lines).toEqual([
      "h: host name new instead of old",
      "h: /etc/hosts: names of 1 machines",
      "h: time synchronisation by chrony",
      "h: /etc/modules-load.d/pulumi-swarm.conf written",
      "h: /etc/sysctl.d/60-pulumi-swarm.conf written",
      "h: modules loaded: ip_vs",
      "h: net.ipv4.ip_forward = 1",
      "h: net.ipv4.tcp_retries2 = 8",
      "h: metadata service closed to containers",
      "h: /var/lib/pulumi-swarm/firewall/node-h written",
      "h: ufw opens tcp 2377 to 10.0.0.1",
    ]);
    // Somebody's higher limit stays.
    expect(fake.sysctl["net.ipv4.neigh.default.gc_thresh3"]).toBe(20_000);
    fake.changes.length = 0;
    context.lines.length = 0;
    expect(await resource.update?.(context, "h", state, inputs)).toEqual(outputs);
    expect(await resource.read?.(context, "h", state)).toEqual({ inputs, outputs, drifted: false });
    expect({ changes: fake.changes, lines: context.lines }).toEqual({ changes: [], lines: [] });
  });

  test("that is deleted is as it was before", async () => {
    const before = structuredClone({ files: [...fake.files], name: fake.hostname, ufw: fake.ufw });
    await resource.create(context, inputs);
    await resource.delete?.(context, "h", state);
    expect({ files: [...fake.files], name: fake.hostname, ufw: fake.ufw }).toEqual(before);
    expect(fake.isTimeKept).toBe(false);
  });

  test("keeps what was so before, also over the delete", async () => {
    fake.isTimeKept = true;
    fake.hostname = "new";
    fake.ufw.push("ufw allow from 10.0.0.1 to any port 2377 proto tcp");
    await resource.create(context, inputs);
    await resource.delete?.(context, "h", state);
    expect(fake.isTimeKept).toBe(true);
    expect(fake.hostname).toBe("new");
    expect(fake.ufw).toEqual(["ufw allow 22/tcp", "ufw allow from 10.0.0.1 to any port 2377 proto tcp"]);
  });

  test("with a host name that somebody set later keeps that one", async () => {
    await resource.create(context, inputs);
    fake.hostname = "third";
    await resource.delete?.(context, "h", state);
    expect(fake.hostname).toBe("third");
  });

  test("that somebody changed is seen, with what is due", async () => {
    await resource.create(context, inputs);
    fake.ufw.pop();
    fake.files.set("/etc/hosts", (fake.files.get("/etc/hosts") ?? "").replace("10.0.0.1 a", "10.0.0.9 a"));
    context.lines.length = 0;
    expect(await resource.read?.(context, "h", state)).toMatchObject({ drifted: true });
    expect(context.lines).toEqual([
      "h is not as it was left; due: /etc/hosts: names of 1 machines",
      "h is not as it was left; due: ufw opens tcp 2377 to 10.0.0.1",
    ]);
  });

  test("that is down when others come holds nothing up, and is prepared by a later run", async () => {
    fake.up = false;
    const left = await resource.update?.(context, "h", state, inputs);
    expect(left).toEqual({ ...outputs, pending: true });
    expect(context.lines.join()).toMatch(/h cannot be reached; it is prepared by a later run/);
    const usual = { changes: false };
    expect(resource.diff?.({ ...state, pending: true }, inputs, usual)).toEqual({ changes: true, replaces: [] });
    expect(resource.diff?.(state, inputs, usual)).toEqual({ changes: false, replaces: [] });
    await expect(resource.create(context, inputs)).rejects.toThrow("No SSH connection");
  });

  test("whose kernel lacks a module is refused by its name", async () => {
    fake.noModule = true;
    await expect(resource.create(context, inputs)).rejects.toThrow(
      /The kernel has no ip_vs \(h\).*linux-modules-extra/s,
    );
  });

  test("publishedFrom is for networks, and not for everybody", () => {
    const problems = resource.check?.({ ...inputs, publishedFrom: ["10.0.0.5/24", "0.0.0.0/0", "10.0.0.0/24"] });
    expect(problems?.map(({ reason }) => reason)).toEqual([
      "is no network: write 10.0.0.0/24",
      "is everybody: leave `publishedFrom` out",
    ]);
  });
});

describe("the firewall", () => {
  const rule = (port: number) => ({ protocol: "tcp" as const, port, from: "10.0.0.1" });
  const apply = async (owner: string, ports: number[]) => {
    const { changes } = await planFirewall(fake.host, owner, ports.map(rule));
    await makeChanges(context, fake.host, "h", changes);
    return changes.map(({ what }) => what);
  };
  const open = () => fake.ufw.flatMap((line) => line.match(/port (\d+) .*pulumi-swarm/)?.[1] ?? []);

  test("has the rules of all owners; one that goes takes only its own away", async () => {
    await apply("node-a", [2377, 7946]);
    await apply("nfs-a", [2049, 2377]);
    expect(open().sort()).toEqual(["2049", "2377", "7946"]);
    expect(await apply("node-a", [2377, 7946])).toEqual([]);
    await apply("nfs-a", []);
    expect(open().sort()).toEqual(["2377", "7946"]);
    await apply("node-a", []);
    expect(open()).toEqual([]);
  });

  test("is not set up where none is active, and nothing is kept there", async () => {
    fake.isUfwActive = false;
    expect(await apply("node-a", [2377])).toEqual([]);
    expect(fake.changes).toEqual([]);
  });

  test("that nobody we know looks after is an error with the ports to open", async () => {
    Object.assign(fake, { isUfwActive: false, iptables: "-P INPUT DROP\n" });
    const failed = apply("node-a", [2377]).then(() => "", messageOf);
    expect(await failed).toMatch(/iptables shuts out \(-P INPUT DROP\).*tcp 2377 to 10\.0\.0\.1.*`firewall: false`/s);
    expect(fake.changes).toEqual([]);
  });
});

test("the time: what runs is enough; else what is installed is started, chrony before timesyncd", () => {
  expect(toStart("systemd-timesyncd active enabled\nchrony inactive disabled")).toBeUndefined();
  expect(toStart("chrony inactive disabled\nsystemd-timesyncd inactive disabled")).toBe("chrony");
  expect(toStart("chrony inactive disabled\nsystemd-timesyncd active disabled")).toBe("systemd-timesyncd");
  expect(toStart("")).toBeUndefined();
});

test("where cloud-init writes /etc/hosts, its template is known from the file itself", () => {
  const text = `# Your system has configured 'manage_etc_hosts' as True.
# As a result, if you wish for changes to this file to persist
# then you will need to either
# a.) make changes to the master file in /etc/cloud/templates/hosts.debian.tmpl
127.0.0.1 localhost\n`;
  expect(templateOf(text)).toBe("/etc/cloud/templates/hosts.debian.tmpl");
  expect(templateOf("127.0.0.1 localhost")).toBeUndefined();
});
