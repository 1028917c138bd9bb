import { step } from "../support/jest/steps";
import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";

/* Docker and NFS installed for real: machines that hold nothing but Debian and an SSH server. */
const LAB = "test-bare";
const settings = {
  pools: [{ name: "manager", role: "manager", count: 1, memory: 1024 }],
  lab: { image: "bare" },
  nfs: { exports: [{ path: "/srv/data" }], on: "manager-1" },
};

describe("an engine on a bare machine", () => {
  const program = programOf(LAB);

  step("is installed from the distribution, runs, and its version is held", async () => {
    await program.configure(settings);
    expectSuccess(await program.up());
    expect(await on(LAB, "manager-1", "docker version --format '{{.Server.Version}}'")).toMatch(/^\d+\.\d+\.\d+/);
    expect(await on(LAB, "manager-1", "systemctl is-active docker; systemctl is-enabled docker")).toBe(
      "active\nenabled",
    );
    expect((await on(LAB, "manager-1", "apt-mark showhold")).split("\n")).toContain("docker.io");
    expect(await on(LAB, "manager-1", "docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'")).toBe(
      "manager-1 Leader",
    );
  });

  test("gets NFS as server and client, without the port mapper that its packages start", async () => {
    expect(await on(LAB, "manager-1", "ls /sbin/mount.nfs4 >/dev/null && exportfs -s")).toMatch(/^\/srv\/data\s/);
    expect(await on(LAB, "manager-1", "ss -Hlntu | awk '{print $5}' | grep -c ':111$' || [ $? = 1 ]")).toBe("0");
  });

  test("keeps settings of others in daemon.json and gets the declared ones", async () => {
    await program.configure({ ...settings, engine: { daemon: { "log-opts": { "max-size": "7m" } } } });
    expectSuccess(await program.up());
    const file = JSON.parse(await on(LAB, "manager-1", "cat /etc/docker/daemon.json")) as Record<string, unknown>;
    expect(file["log-opts"]).toEqual({ "max-size": "7m" });
    expect(file["registry-mirrors"]).toEqual(["http://10.0.2.9:5000"]);
  });

  test("that is present and right is not touched by a second up", async () => {
    const started = "systemctl show docker --property ActiveEnterTimestampMonotonic";
    const before = await on(LAB, "manager-1", started);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
    expect(await on(LAB, "manager-1", started)).toBe(before);
  });
});
