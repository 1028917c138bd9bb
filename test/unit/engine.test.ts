import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aptTrouble } from "../../provisioners/engine/apt";
import { bundleProblem, readBundle } from "../../provisioners/engine/bundle";
import { parseCloudInit } from "../../provisioners/engine/cloud-init";
import { mergeDaemonJson } from "../../provisioners/engine/daemon-json";
import { daemonProblems, withLogging } from "../../provisioners/engine/daemon-keys";
import { sourcesFile } from "../../provisioners/engine/debian";
import { dnfTrouble } from "../../provisioners/engine/dnf";
import { engine } from "../../provisioners/engine/engine";
import { installedFrom } from "../../provisioners/engine/families";
import { checkKey } from "../../provisioners/engine/key";
import { fingerprints } from "../../provisioners/engine/openpgp";
import { needsReloadOnly } from "../../provisioners/engine/reload";
import { listed, repositoryText } from "../../provisioners/engine/rhel";
import { checkHost, needsInstall } from "../../provisioners/engine/rules";
import { engineInputs } from "../../provisioners/engine/schema";
import { unsupported } from "../../provisioners/engine/supported";
import { compareVersions, madison, upstream } from "../../provisioners/engine/version";
import { messageOf } from "../../provisioners/errors";
import { type Facts, parseFacts } from "../../provisioners/host/facts";
import { connection } from "./fakes/context";
import type { Machine } from "./fakes/shapes";
import { World } from "./fakes/world";
import { BARE, INSTALLED } from "./host-facts";

const facts = (changes: Partial<Facts> = {}): Facts => ({ ...parseFacts(BARE), ...changes });
const refused = (step: () => unknown) => {
  try {
    step();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
};

describe("facts", () => {
  test("of a bare Debian", () => {
    expect(parseFacts(BARE)).toEqual({
      os: { id: "debian", like: [], version: "13", codename: "trixie", name: "Debian GNU/Linux 13 (trixie)" },
      family: "debian",
      arch: "x86_64",
      kernel: "6.12.38+deb13-amd64",
      hostname: "m1",
      machineId: "e2233bcd914f4b28ac3e77996b48af93",
      init: "systemd",
      selinux: undefined,
      firewalls: ["ufw"],
      memory: 602,
      disk: { path: "/var/lib", free: 14465 },
      clock: undefined,
      daemon: undefined,
      docker: undefined,
      packages: {},
      addresses: [
        { device: "eth0", address: "10.77.0.11", prefix: 24 },
        { device: "eth1", address: "192.168.1.5", prefix: 16 },
      ],
      mtu: { lo: 65536, eth0: 1500, eth1: 9001 },
      routes: [
        { network: "10.77.0.0/24", device: "eth0" },
        { network: "10.9.0.7/32", device: "eth1" },
        { network: "172.16.0.0/12", device: "eth0" },
      ],
      listeners: [
        { protocol: "tcp", port: 22, process: "sshd" },
        { protocol: "tcp", port: 2377, process: "dockerd" },
        { protocol: "udp", port: 4789 },
        { protocol: "tcp", port: 22, process: "sshd" },
      ],
      cloudInit: false,
      apparmor: true,
      prepared: false,
      restartDue: false,
      daemonJson: undefined,
    });
  });

  test("of one with Docker, and of another family", () => {
    const found = parseFacts(INSTALLED);
    expect(found.docker).toBe("26.1.5+dfsg1");
    expect(found.daemon).toEqual({ swarm: "active", liveRestore: false, firewall: undefined });
    expect(installedFrom(found)).toBe("distribution");
    expect(parseFacts('@@@ os\nID="rocky"\nID_LIKE="rhel centos fedora"\n').family).toBe("rhel");
  });

  test("nothing at all is no crash", () => expect(parseFacts("").family).toBe("unknown"));

  test("a cut-off installation is seen", () => {
    expect(installedFrom(facts({ docker: "26.1.5", packages: { "docker.io": "iF 26.1.5" } }))).toBe("broken");
    expect(installedFrom(facts({ packages: { "docker.io": "ii 26.1.5" } }))).toBe("broken");
    expect(
      installedFrom(facts({ docker: "26.1.5", packages: { "docker.io": "rc 20.1.1", "docker-ce": "hi 5:26.1.5" } })),
    ).toBe("docker");
    expect(installedFrom(facts())).toBeUndefined();
  });
});

describe("the host must", () => {
  test("be of a known family, with systemd, without live-restore: all reasons at once", () => {
    const message = refused(() =>
      checkHost(
        facts({
          os: { id: "alpine", like: [], version: "3.22.1", codename: "", name: "Alpine Linux v3.22" },
          init: "init",
          daemonJson: '{"live-restore": true}',
        }),
        "docker",
      ),
    );
    expect(message).toMatch(/Alpine Linux v3.22 is not supported[\s\S]*systemd is needed[\s\S]*live-restore/);
    expect(refused(() => checkHost(facts(), "docker"))).toBeUndefined();
  });
});

describe("the version", () => {
  test("is compared by its upstream part", () => {
    expect(upstream("5:29.0.1-1~debian.13~trixie")).toBe("29.0.1");
    expect(upstream("26.1.5+dfsg1")).toBe("26.1.5");
    expect(compareVersions("29.0.1", "5:28.5.2-1")).toBeGreaterThan(0);
    expect(compareVersions("26.1.5", "26.1.5+dfsg1")).toBe(0);
  });

  test("not pinned: any Docker is right; pinned: upgrade yes, downgrade and another source no", () => {
    const ours = facts({ docker: "28.0.0", packages: { "docker-ce": "ii 5:28.0.0" } });
    expect(needsInstall(facts(), { source: "docker" })).toBe(true);
    expect(needsInstall(ours, { source: "distribution" })).toBe(false);
    expect(needsInstall(ours, { source: "docker", version: "28.0.0" })).toBe(false);
    expect(needsInstall(ours, { source: "docker", version: "29.0.1" })).toBe(true);
    expect(refused(() => needsInstall(ours, { source: "docker", version: "27.0.0" }))).toContain("newer 28.0.0");
    expect(refused(() => needsInstall(ours, { source: "distribution", version: "29.0.1" }))).toContain("source");
  });

  test("is read from apt-cache madison", () => {
    const output =
      " docker-ce | 5:29.0.1-1~debian.13~trixie | https://x trixie/stable\n docker-ce-cli | 5:28.0.0 | y\n";
    expect(madison(output, "docker-ce")).toEqual(["5:29.0.1-1~debian.13~trixie"]);
  });
});

describe("daemon.json", () => {
  test("is merged: wanted keys set, ours that were dropped removed, others kept", () => {
    const text = mergeDaemonJson(
      '{"mtu": 1400, "debug": true, "theirs": 1}',
      { debug: true, mtu: 1400 },
      { mtu: 1450 },
    );
    expect(JSON.parse(text ?? "")).toEqual({ mtu: 1450, theirs: 1 });
  });

  test("is not written when nothing differs, in whatever order and layout", () => {
    expect(mergeDaemonJson('{"b":{"y":1,"x":2},"a":1}', {}, { a: 1, b: { x: 2, y: 1 } })).toBeUndefined();
    expect(mergeDaemonJson(undefined, {}, {})).toBeUndefined();
    expect(mergeDaemonJson("  \n", {}, {})).toBeUndefined();
  });

  test.each(['{"a": 1,\n  b: 2}', '{"a": 1', "[1]"])("that is invalid is an error: %j", (text) => {
    expect(refused(() => mergeDaemonJson(text, {}, { a: 1 }, "m1"))).toMatch(/daemon\.json is not valid JSON \(m1\)/);
  });
  test("and the error says where", () => {
    expect(refused(() => mergeDaemonJson('{"a": 1,\n', {}, {}))).toMatch(/line 2, column 1/);
  });
});

describe("the settings of daemon.json", () => {
  test("are checked where Docker wants another form, all at once", () => {
    const problems = daemonProblems({
      "live-restore": true,
      hosts: ["tcp://0.0.0.0:2375"],
      "log-opts": { "max-size": 10 },
      mtu: "1450",
      labels: ["rack"],
      "data-root": "docker",
      "registry-mirrors": "https://mirror.example.com",
      "default-address-pools": [{ base: "10.210.0.0/16" }],
      "metrics-addr": "10.0.0.5",
      "some-new-key": [1],
    });
    expect(problems.map(({ property }) => property.replace("daemon.", ""))).toEqual([
      ...["live-restore", "hosts", "log-opts", "mtu", "labels", "data-root", "registry-mirrors"],
      ...["default-address-pools", "metrics-addr"],
    ]);
    expect(problems[2]?.reason).toContain('{max-size: "10m", max-file: "3"}');
  });

  test("that are right have no problems", () => {
    const daemon = {
      "log-driver": "json-file",
      "log-opts": { "max-size": "10m" },
      "registry-mirrors": ["https://mirror.example.com"],
      "insecure-registries": ["registry.example.com:5000"],
      "data-root": "/data/docker",
      "default-address-pools": [{ base: "10.210.0.0/16", size: 24 }],
      mtu: 1450,
      labels: ["rack=a"],
      "metrics-addr": "10.0.0.5:9323",
    };
    expect(daemonProblems(daemon)).toEqual([]);
  });

  test("of a new Docker let logs rotate, unless something is said of logs", () => {
    expect(withLogging({ mtu: 1450 }, {})).toEqual({ "log-driver": "local", mtu: 1450 });
    expect(withLogging({ "log-opts": { "max-size": "7m" } }, {})).toEqual({ "log-opts": { "max-size": "7m" } });
    expect(withLogging({}, { "log-driver": "syslog" })).toEqual({});
  });
});

describe("the operating system", () => {
  const os = (id: string, version: string, name = `${id} ${version}`) => ({ id, version, name });

  test.each([os("debian", "12"), os("debian", ""), os("ubuntu", "24.04"), os("rocky", "9.6"), os("fedora", "43")])(
    "%j is supported",
    (each) => expect(unsupported(each, "docker")).toBeUndefined(),
  );

  test("is refused with what is possible", () => {
    expect(unsupported(os("debian", "11", "Debian 11"), "docker")).toMatch(
      /^Debian 11 is not supported.*Debian 12 or newer/,
    );
    expect(unsupported(os("opensuse-leap", "15.6"), "docker")).toContain("Rocky Linux 8 or newer (best effort)");
  });

  test("without packages from the one source is told of the other", () => {
    expect(unsupported(os("rocky", "9.6"), "distribution")).toMatch(/set `source` to "docker"/);
    expect(unsupported(os("amzn", "2023"), "docker")).toMatch(/set `source` to "distribution"/);
    expect(unsupported(os("amzn", "2023"), "distribution")).toBeUndefined();
  });
});

describe("dnf", () => {
  test("its messages are told apart", () => {
    expect(dnfTrouble("error: can't create transaction lock on /var/lib/rpm/.rpm.lock")).toBe("busy");
    expect(dnfTrouble("Error: Failed to download metadata for repo 'docker-ce-stable'")).toBe("mirror");
    expect(dnfTrouble("Error: Unable to find a match: docker-ce")).toBeUndefined();
  });

  test("versions in its list, newest first, whatever is installed", () => {
    const output = `Installed Packages
docker-ce.x86_64          3:29.0.1-1.el9     @docker
Available Packages
docker-ce.x86_64          3:28.5.2-1.el9     docker
docker-ce-cli.x86_64      1:29.0.1-1.el9     docker
docker-ce.x86_64          3:29.0.1-1.el9     docker`;
    expect(listed(output, "docker-ce")).toEqual(["3:29.0.1-1.el9", "3:28.5.2-1.el9"]);
  });

  test("a repository's file with a hold names what must stay", () => {
    const text = repositoryText("https://download.docker.com/linux/centos", ["docker-ce"]);
    expect(text).toContain("baseurl=https://download.docker.com/linux/centos/$releasever/$basearch/stable\n");
    expect(text).toContain("gpgcheck=1\ngpgkey=file:///etc/pki/rpm-gpg/RPM-GPG-KEY-docker\nexcludepkgs=docker-ce\n");
  });
});

describe("a bundle", () => {
  let folder: string;
  const put = (...names: string[]) => {
    for (const name of names) writeFileSync(join(folder, name), name);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bundle-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("is read by its files' names, and its hash is that of the content", () => {
    put(
      "docker-ce_29.0.1-1~debian.13~trixie_amd64.deb",
      "docker-ce-cli_5%3a29.0.1-1_amd64.deb",
      "containerd.io_2.1.5-1_amd64.deb",
    );
    const bundle = readBundle(folder);
    expect(bundle).toMatchObject({ source: "docker", version: "29.0.1" });
    put("tini_0.19.0-3_amd64.deb");
    expect(readBundle(folder).hash).not.toBe(bundle.hash);
  });

  test("has its files read once, and again when they change", () => {
    const file = join(folder, "docker.io_29.0.1_amd64.deb");
    const write = (text: string, seconds: number) => {
      writeFileSync(file, text);
      utimesSync(file, seconds, seconds);
    };
    write("one", 1_000);
    const { hash } = readBundle(folder);
    write("two", 1_000);
    expect(readBundle(folder).hash).toBe(hash);
    write("two", 2_000);
    expect(readBundle(folder).hash).not.toBe(hash);
  });

  test.each([
    [[], /has no \.deb or \.rpm files/],
    [["docker-ce_1_amd64.deb"], /has no package docker-ce-cli and containerd\.io/],
    [["tini_1_amd64.deb"], /has no package docker-ce or docker\.io/],
    [["docker.io_1_amd64.deb", "tini-1-1.x86_64.rpm"], /both \.deb and \.rpm/],
    [["docker.io_1_amd64.deb", "docker.io_2_amd64.deb"], /two files of the package docker\.io/],
    [["docker.deb"], /docker\.deb is not named as packages are/],
  ])("of %j is refused", (names, message) => {
    put(...names);
    expect(bundleProblem(folder, undefined)).toMatch(message);
  });

  test("that is not there, or of another version than the pin, is refused", () => {
    put(
      "docker-ce-29.0.1-1.el9.x86_64.rpm",
      "docker-ce-cli-29.0.1-1.el9.x86_64.rpm",
      "containerd.io-2.1.5-1.el9.x86_64.rpm",
    );
    expect(bundleProblem(folder, "29.0.1")).toBeUndefined();
    expect(bundleProblem(folder, "28.5.2")).toContain("holds Docker 29.0.1, not 28.5.2");
    expect(bundleProblem(join(folder, "none"), undefined)).toContain("ENOENT");
  });
});

describe("cloud-init", () => {
  test.each([
    ['{"status": "running", "errors": []}', { state: "running" }],
    ['{"status": "done", "recoverable_errors": {"WARNING": ["odd"]}}', { state: "done", warnings: ["WARNING: odd"] }],
    ['{"status": "error", "errors": ["no disk"]}\nstatus: error', { state: "failed", errors: ["no disk"] }],
    ["status: done", { state: "done", warnings: [] }],
    ["status: disabled", { state: "done", warnings: [] }],
  ])("%s", (output, expected) => expect(parseCloudInit(output)).toEqual(expected));
});

test("apt's messages are told apart", () => {
  expect(aptTrouble("E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1")).toBe("busy");
  expect(aptTrouble("E: dpkg was interrupted, you must manually run 'dpkg --configure -a'")).toBe("interrupted");
  expect(aptTrouble("E: Failed to fetch http://x  File has unexpected size (1 != 2). Mirror sync in progress?")).toBe(
    "mirror",
  );
  expect(aptTrouble("E: Unable to locate package docker-ce")).toBeUndefined();
});

const KEY = `-----BEGIN PGP PUBLIC KEY BLOCK-----

mDMEawE34xYJKwYBBAHaRw8BAQdAKsiMg3iqSJjm0KuChz7Rstv7qBe4bHs637T7
nMmqh3i0G3Rlc3QgPHRlc3RAZXhhbXBsZS5pbnZhbGlkPoiQBBMWCAA4FiEEnQRk
ssCd8UB0156tYECMl+ENJfQFAmsBN+MCGwMFCwkIBwIGFQoJCAsCBBYCAwECHgEC
F4AACgkQYECMl+ENJfR7PwD9Fe/RZDoVR/UB7IrVXe17Z24x7a/cNlM9zpVQLOG2
iiQA/2kTfYJ2B05Gc8BlFpnXfLH/9FoKiAlZvzDInKZm7eYEuDgEawE34xIKKwYB
BAGXVQEFAQEHQF4eGK7QCCE9YusSuV/f+t1Gn2UewkHMrUgdbo1C+0QDAwEIB4h4
BBgWCAAgFiEEnQRkssCd8UB0156tYECMl+ENJfQFAmsBN+MCGwwACgkQYECMl+EN
JfSG7wEAzRVagM7+2pdwYbPDVLCbAqzti+ioJ9+Hbczk6l4qJLgBAK03SvQyQI9E
fOM+MDJ79GvhUiw4yqHejV9AVQnOXLIG
=BJWn
-----END PGP PUBLIC KEY BLOCK-----
`;

describe("the package key", () => {
  test("has the fingerprint that gpg shows, also when there are two", () => {
    const fingerprint = "9D0464B2C09DF14074D79EAD60408C97E10D25F4";
    expect(fingerprints(KEY)).toEqual([fingerprint]);
    expect(fingerprints(KEY + KEY)).toEqual([fingerprint, fingerprint]);
  });

  test.each([KEY, "<html>", KEY.slice(0, 200), ""])("that is not Docker's is refused", (text) => {
    expect(refused(() => checkKey(text, "https://mirror/gpg", "9DC858229FC7DD38854AE2D88D81803C0EBFCD88"))).toContain(
      "expected 9DC858229FC7DD38854AE2D88D81803C0EBFCD88",
    );
  });

  test("stands in the source's file by its path", () => {
    expect(sourcesFile("https://download.docker.com/linux/debian", "trixie")).toContain(
      "Signed-By: /etc/apt/keyrings/docker.asc",
    );
  });
});

describe("Engine", () => {
  const inputs = (machine: Machine, more: object = {}) =>
    engineInputs.parse({
      name: machine.name,
      connection: connection(machine.address),
      source: "distribution",
      ...more,
    });

  function machineWith(output: string) {
    const world = new World("engine");
    const m1 = world.add("m1");
    m1.shell = (command) => {
      if (command.includes("fact os")) return output;
      if (command.includes("madison"))
        return " docker.io | 26.1.5+dfsg1-9+b4 | x\n docker-cli | 26.1.5+dfsg1-9+b4 | x\n";
      return command.includes("is-active") ? "active" : "";
    };
    const did = () =>
      world.calls
        .filter((call) => !/fact os|is-failed/.test(call))
        .map((call) => call.replace(/-q -y .*use-pty=0 /i, ""));
    return { world, m1, did };
  }

  test("present and right means untouched", async () => {
    const { world, m1, did } = machineWith(INSTALLED);
    const { outputs } = await engine.create(world.context, inputs(m1));
    expect(outputs).toMatchObject({ dockerWasThere: true, installedVersion: "29.0.1" });
    expect(did()).toEqual([
      "m1 $ systemctl is-active docker",
      "m1 $ systemctl enable --now docker",
      "m1 $ systemctl is-active docker",
    ]);
  });

  test("a bare host gets the settings first, then the packages, held", async () => {
    const { world, m1, did } = machineWith(BARE);
    const { outputs } = await engine.create(world.context, inputs(m1, { daemon: { debug: true } }));
    expect(outputs.dockerWasThere).toBe(false);
    expect(did()).toEqual([
      "m1 $ install -D /dev/null /var/lib/pulumi-swarm/engine",
      "m1 $ install -d -m 0755 /etc/docker",
      "m1 upload /etc/docker/daemon.json",
      "m1 $ env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get update",
      "m1 $ env LC_ALL=C apt-cache madison docker.io docker-cli",
      "m1 $ env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get install --no-install-recommends --allow-change-held-packages docker.io=26.1.5+dfsg1-9+b4 docker-cli=26.1.5+dfsg1-9+b4 apparmor",
      "m1 $ apt-mark hold docker.io docker-cli",
      "m1 $ systemctl enable --now docker",
      "m1 $ systemctl is-active docker",
    ]);
  });

  test("a bare Rocky Linux gets the packages by dnf, and then the hold", async () => {
    const release = 'PRETTY_NAME="Rocky Linux 9.6"\nID="rocky"\nID_LIKE="rhel centos fedora"\nVERSION_ID="9.6"';
    const { world, m1, did } = machineWith(BARE.replace(/PRETTY_NAME[\s\S]*?ID=debian/, release));
    const answers = m1.shell;
    m1.shell = (command) => {
      if (command.includes("list --showduplicates")) {
        return "docker-ce.x86_64 3:29.0.1-1.el9 x\ndocker-ce.x86_64 3:28.5.2-1.el9 x\ndocker-ce-cli.x86_64 1:29.0.1-1.el9 x\n";
      }
      if (command === "mktemp") return "/tmp/key";
      return command === "cat /tmp/key" ? KEY : answers(command);
    };
    const keyFingerprint = fingerprints(KEY)[0];
    await engine.create(world.context, inputs(m1, { source: "docker", version: "29.0.1", keyFingerprint }));
    expect(did()).toEqual([
      "m1 $ install -D /dev/null /var/lib/pulumi-swarm/engine",
      "m1 $ install -d -m 0755 /etc/docker",
      "m1 upload /etc/docker/daemon.json",
      "m1 $ mktemp",
      "m1 $ curl -fsSL --retry 3 -o /tmp/key https://download.docker.com/linux/centos/gpg",
      "m1 $ cat /tmp/key",
      "m1 $ rm -f /tmp/key",
      "m1 upload /etc/pki/rpm-gpg/RPM-GPG-KEY-docker",
      "m1 upload /etc/yum.repos.d/pulumi-swarm-docker.repo",
      "m1 $ env LC_ALL=C dnf -q -y list --showduplicates docker-ce docker-ce-cli",
      "m1 $ env LC_ALL=C dnf -q -y install docker-ce-3:29.0.1-1.el9 docker-ce-cli-1:29.0.1-1.el9 containerd.io",
      "m1 upload /etc/yum.repos.d/pulumi-swarm-docker.repo",
      "m1 $ systemctl enable --now docker",
      "m1 $ systemctl is-active docker",
    ]);
  });

  test("changed settings are checked by the daemon before they are put in place", async () => {
    const { world, m1, did } = machineWith(`${INSTALLED.trimEnd()}\nthere\n{"log-level": "warn"}\n`);
    await engine.create(world.context, inputs(m1, { daemon: { mtu: 1400 } }));
    expect(did()).toEqual([
      "m1 $ systemctl is-active docker",
      "m1 upload /etc/docker/daemon.json.new",
      "m1 $ dockerd --validate --config-file /etc/docker/daemon.json.new",
      "m1 $ rm -f /etc/docker/daemon.json.new",
      "m1 $ install -D /dev/null /var/lib/pulumi-swarm/restart-docker",
      "m1 $ install -d -m 0755 /etc/docker",
      "m1 upload /etc/docker/daemon.json",
      "m1 $ systemctl restart docker",
      "m1 $ systemctl is-active docker",
      "m1 $ rm -f /var/lib/pulumi-swarm/restart-docker",
    ]);
  });

  test("another data-root is refused for a node of a swarm, before anything is done: Docker would lose it", async () => {
    const { world, m1, did } = machineWith(INSTALLED);
    const create = engine.create(world.context, inputs(m1, { daemon: { "data-root": "/srv/docker" } }));
    await expect(create).rejects.toThrow(/data-root from \/var\/lib\/docker to \/srv\/docker[\s\S]*in no swarm/);
    expect(did()).toEqual([]);
  });

  test("settings that a running daemon takes over are reloaded", async () => {
    const { world, m1, did } = machineWith(INSTALLED);
    await engine.create(world.context, inputs(m1, { daemon: { debug: true } }));
    expect(did()).toContain("m1 $ systemctl reload docker");
    expect(did()).not.toContain("m1 $ systemctl restart docker");
  });

  test.each([
    ['{"debug": false}', '{"debug": true, "labels": ["a=b"]}', true],
    ['{"mtu": 1400}', '{"mtu": 1400, "max-concurrent-downloads": 5}', true],
    ["{}", '{"mtu": 1400, "debug": true}', false],
    // A running daemon keeps what it has of a key that is gone.
    ['{"debug": true}', "{}", false],
    ["{}", '{"features": {"containerd-snapshotter": true}}', false],
  ])("a reload is enough from %s to %s: %s", (before, after, enough) => {
    expect(needsReloadOnly(before, after)).toBe(enough);
  });

  test("a downgrade is refused with the reason, in the preview and on the host, unless it is allowed", () => {
    const { m1 } = machineWith(INSTALLED);
    const state = { ...inputs(m1), installedVersion: "29.0.1", os: "x", arch: "y", dockerWasThere: false };
    const older = inputs(m1, { version: "28.5.2" });
    expect(engine.checkChange?.(state, older)).toEqual([
      {
        property: "version",
        reason: expect.stringMatching(/older than the installed 29\.0\.1.*raft.*allowDowngrade: true/),
      },
    ]);
    expect(engine.checkChange?.(state, { ...older, allowDowngrade: true })).toEqual([]);
    expect(engine.checkChange?.(state, inputs(m1, { version: "29.1.0" }))).toEqual([]);
    const ours = facts({ docker: "29.0.1", packages: { "docker-ce": "ii 5:29.0.1" } });
    const wanted = { source: "docker" as const, version: "28.5.2" };
    expect(refused(() => needsInstall(ours, wanted))).toMatch(/raft[\s\S]*allowDowngrade: true/);
    expect(needsInstall(ours, { ...wanted, allowDowngrade: true })).toBe(true);
  });

  test("check refuses live-restore and what is no version", () => {
    const { m1 } = machineWith(BARE);
    const problems = engine.check?.(inputs(m1, { version: "latest", daemon: { "live-restore": true } }));
    expect(problems?.map(({ property }) => property)).toEqual(["daemon.live-restore", "version"]);
  });

  test("an unreachable host does not hold up a delete", async () => {
    const { world, m1 } = machineWith(INSTALLED);
    world.kill(m1);
    const state = { ...inputs(m1), installedVersion: "1", os: "x", arch: "y", dockerWasThere: false };
    await engine.delete?.(world.context, "m1", state);
    expect(world.context.lines.join()).toContain("m1 cannot be reached");
  });
});
