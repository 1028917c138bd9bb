import { generateKey } from "../../provisioners/ssh/keys/generate";
import { lend } from "./lent";
import { on } from "./machines";
import { expectSuccess, programOf } from "./program";
import { step } from "./steps";

/* Hosts that exist: the lab only lends them, the program gets address, user, key and host key. */
const LAB = "test-hosts";
describe("a swarm on hosts that exist", () => {
  const program = programOf(LAB);
  let hosts: object[];

  beforeAll(async () => {
    const [one, two] = await Promise.all([lend(LAB, "one", 11), lend(LAB, "two", 12)]);
    // One of them is entered by a user who is not root.
    await on(LAB, "two", "apt-get update -q && apt-get install -q --yes --no-install-recommends sudo");
    await on(
      LAB,
      "two",
      "useradd --create-home --shell /bin/bash admin && cp -r /root/.ssh ~admin && chown -R admin ~admin",
    );
    await on(LAB, "two", "echo 'admin ALL=(ALL) NOPASSWD:ALL' >/etc/sudoers.d/admin");
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

  step("is made by root and by a user with sudo", async () => {
    await program.configure({ source: "hosts", hosts, stacks: ["hello"] });
    expectSuccess(await program.up());
    const rows = await on(LAB, "one", "docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}'");
    expect(rows.split("\n").sort()).toEqual(["one Ready Leader", "two Ready"]);
    expect(await on(LAB, "one", "docker node inspect two --format '{{.Spec.Labels.disk}}'")).toBe("ssd");
    expect(await on(LAB, "one", "curl -s http://10.77.0.12:8080/")).toMatch(/^hello from /);
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
