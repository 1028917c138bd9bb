import { generateKey } from "../../../provisioners/ssh/keys/generate";
import { quote } from "../../../provisioners/ssh/quote";
import { step } from "../support/jest/steps";
import { lend } from "../support/lent";
import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";

/* Hosts that exist: the lab only lends them, the program gets address, user, key and host key. */
const LAB = "test-hosts";
describe("a swarm on hosts that exist", () => {
  const program = programOf(LAB);
  let hosts: object[];

  beforeAll(async () => {
    const [one, two] = await Promise.all([lend(LAB, "one", 11), lend(LAB, "two", 12)]);
    // One of them is entered by a user who is not root.
    const install = "apt-get update -q && apt-get install -q --yes --no-install-recommends sudo";
    await on(LAB, "two", install, [0], 240_000);
    await on(
      LAB,
      "two",
      "useradd --create-home --shell /bin/bash admin && cp -r /root/.ssh ~admin && chown -R admin ~admin",
    );
    await on(LAB, "two", "echo 'admin ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/admin");
    // Both users' shells print before and after each command.
    const noise = "echo welcome; echo welcome >&2; trap 'echo bye; echo bye >&2' EXIT";
    await on(LAB, "one", `printf '%s\\n' ${quote([noise])} >/root/.bashrc`);
    await on(LAB, "two", `printf '%s\\n' ${quote([noise])} >~admin/.bashrc`);
    hosts = [
      { ...one, role: "manager" },
      { ...two, role: "worker", user: "admin", labels: { disk: "ssd" } },
    ];
    await program.configure({ source: "hosts", hosts, stacks: ["hello"] });
  });

  test("is refused for a host whose key is another one (F3)", async () => {
    const wrong = hosts.map((host) => ({ ...host, hostKey: generateKey().publicKey }));
    await program.configure({ source: "hosts", hosts: wrong });
    const run = await program.up();
    expect(run.code).not.toBe(0);
    expect(run.text).toMatch(/presents the key SHA256:\S+, but SHA256:\S+ is pinned/);
    expect(await on(LAB, "one", "docker info --format '{{.Swarm.LocalNodeState}}'")).toBe("inactive");
  });

  test("is refused for a host with a Docker that no package has", async () => {
    await on(LAB, "two", "install -D -t /opt/docker /usr/sbin/dockerd && systemctl stop docker.socket docker");
    await on(
      LAB,
      "two",
      "systemd-run --unit static-docker /opt/docker/dockerd --containerd /run/containerd/containerd.sock",
    );
    await on(LAB, "two", "until docker info >/dev/null 2>&1; do sleep 1; done");
    await program.configure({ source: "hosts", hosts, stacks: ["hello"] });
    const run = await program.preview();
    await on(LAB, "two", "systemctl stop static-docker && rm -r /opt/docker && systemctl start docker.socket docker");
    expect(run.code).not.toBe(0);
    expect(run.text).toContain("The preflight has a finding on 1 of 2 hosts");
    expect(run.text).toContain("two: a Docker runs that no package has (/opt/docker/dockerd)");
  });

  step("is made by root and by a user with sudo, whose shells print", async () => {
    await program.configure({ source: "hosts", hosts, stacks: ["hello"] });
    expectSuccess(await program.up());
    const rows = await on(LAB, "one", "docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}'");
    expect(rows.split("\n").sort()).toEqual(["one Ready Leader", "two Ready"]);
    expect(await on(LAB, "one", "docker node inspect two --format '{{.Spec.Labels.disk}}'")).toBe("ssd");
    expect(await on(LAB, "one", "curl -s http://10.77.0.12:8080/")).toMatch(/^hello from /);
    for (const name of ["one", "two"]) expect(await on(LAB, name, "cat /etc/hosts")).not.toMatch(/welcome|bye/);
    expectSuccess(await program.up("--expect-no-changes"));
  });

  test("leaves the hosts without a swarm and with their Docker", async () => {
    expectSuccess(await program.destroy());
    for (const name of ["one", "two"]) {
      expect(await on(LAB, name, "docker info --format '{{.Swarm.LocalNodeState}}'")).toBe("inactive");
      expect(await on(LAB, name, "docker ps -aq; docker network ls -q --filter driver=overlay")).toBe("");
    }
  });
});
