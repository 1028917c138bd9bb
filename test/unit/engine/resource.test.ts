import { engine } from "../../../provisioners/engine/engine";
import { fingerprints } from "../../../provisioners/engine/openpgp";
import { needsInstall } from "../../../provisioners/engine/rules";
import { BARE, INSTALLED } from "../host/facts/host-facts";
import { facts, inputs, KEY, machineWith, refused } from "./helpers";

describe("Engine", () => {
  test("present and right means untouched", async () => {
    const { world, m1, did } = machineWith(INSTALLED);
    const { outputs } = await engine.create(world.context, inputs(m1));
    expect(outputs).toMatchObject({ dockerWasThere: true, installedVersion: "29.0.1" });
    expect(did()).toEqual(["m1 $ systemctl is-active docker", "m1 $ systemctl enable --now docker"]);
  });

  test("a bare host gets the settings first, then the packages, held", async () => {
    const { world, m1, did } = machineWith(BARE);
    const { outputs } = await engine.create(world.context, inputs(m1, { daemon: { debug: true } }));
    expect(outputs.dockerWasThere).toBe(false);
    expect(did()).toEqual([
      "m1 $ install -D /dev/null /var/lib/pulumi-swarm/engine",
      "m1 upload /etc/docker/daemon.json",
      "m1 $ env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get update",
      "m1 $ env LC_ALL=C apt-cache madison docker.io docker-cli",
      "m1 $ env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get install --no-install-recommends --allow-change-held-packages docker.io=26.1.5+dfsg1-9+b4 docker-cli=26.1.5+dfsg1-9+b4 apparmor",
      "m1 $ apt-mark hold docker.io docker-cli",
      "m1 $ systemctl enable --now docker",
    ]);
  });

  test("lists that apt could not fetch, which is no failure for it, are fetched again", async () => {
    const { world, m1, did } = machineWith(BARE);
    const answers = m1.shell;
    let updates = 0;
    m1.shell = (command) => {
      if (/apt-get .*update/.test(command)) return ++updates < 3 ? "W: Failed to fetch http://mirror/InRelease" : "";
      return command.includes("madison") && updates < 3 ? "" : answers(command);
    };
    await engine.create(world.context, inputs(m1));
    expect(updates).toBe(3);
    expect(did().join()).toContain("docker.io=26.1.5");
  });

  test("over a running Docker: the next run restarts it where this one is killed before it did", async () => {
    const { world, m1, did } = machineWith(INSTALLED.replace("|ii |26", "|iU |26"));
    await engine.create(world.context, inputs(m1));
    const steps = did().map((call) =>
      call.replace(/.*(restart-docker|apt-get install|systemctl restart docker).*/, "$1"),
    );
    expect(steps.filter((step) => !step.startsWith("m1"))).toEqual([
      "restart-docker",
      "apt-get install",
      "systemctl restart docker",
      "restart-docker",
    ]);
  });

  test("a refresh sees a Docker that does not run", async () => {
    const { world, m1 } = machineWith(INSTALLED);
    const state = { ...inputs(m1), installedVersion: "29.0.1", os: "x", arch: "y", dockerWasThere: false };
    expect(await engine.read?.(world.context, "m1", state)).toMatchObject({ drifted: false });
    const answers = m1.shell;
    m1.shell = (command) => (command === "systemctl is-active docker" ? "failed" : answers(command));
    expect(await engine.read?.(world.context, "m1", state)).toMatchObject({ drifted: true });
    expect(world.context.lines.join()).toContain("Docker does not run on m1");
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
    ]);
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
