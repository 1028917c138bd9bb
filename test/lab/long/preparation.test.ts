import { paced, until } from "../support/jest/pace";
import { step } from "../support/jest/steps";
import { lend } from "../support/lent";
import { host } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";

/*
 * Hosts that exist, each with a firewall that lets nothing but SSH in: ufw on one, firewalld on the other. User-mode Linux
 * has no tables of nftables, so firewalld uses iptables there.
 */
const LAB = "test-h";
/** Addresses beside the nodes' own: one that may reach published ports, and one that may not. */
const [friend, stranger] = ["10.77.0.99", "10.77.0.98"];

/** What a command prints on a machine; packages and firewalld take their time there. */
async function run(machine: string, command: string): Promise<string> {
  return (await (await host(LAB, machine)).run(command, { deadlineMs: paced(600_000) })).stdout.trim();
}
const one = (command: string) => run("one", command);
const two = (command: string) => run("two", command);

/** Everything of a host that is not ours to change. */
const foreign = {
  one: () => one("hostnamectl --static; sha256sum /etc/hosts; ufw show added; ufw status"),
  two: () =>
    two(
      "hostnamectl --static; sha256sum /etc/hosts; firewall-cmd --list-all; firewall-cmd --permanent --list-all; systemctl is-enabled chrony; systemctl is-active chrony || [ $? = 3 ]",
    ),
};

const install = (names: string) =>
  `apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q --yes --no-install-recommends ${names}`;

/** True where a connection stands, from an address of a machine. */
async function connects(from: typeof one, source: string, url: string): Promise<boolean> {
  const format = "%{time_connect}";
  const text = await from(`curl -skm 15 --interface ${source} -o /dev/null -w '${format}' ${url} || echo " $?" >&2`);
  return Number(text) > 0;
}

describe("preparation of hosts that exist", () => {
  const program = programOf(LAB);
  let base: Record<string, unknown>;
  let before: { one: string; two: string };

  beforeAll(async () => {
    const [alpha, beta] = await Promise.all([lend(LAB, "one", 11, 768), lend(LAB, "two", 12, 768)]);
    await Promise.all([
      one(install("ufw")).then(() =>
        one(
          "ufw allow 22/tcp && ufw allow from 192.0.2.7 to any port 2377 proto tcp && ufw --force enable && printf '192.0.2.1 foreign # no end' >>/etc/hosts",
        ),
      ),
      two(install("firewalld chrony")).then(() =>
        two(
          "sed -i 's/^FirewallBackend=.*/FirewallBackend=iptables/' /etc/firewalld/firewalld.conf && systemctl restart firewalld && systemctl restart docker && firewall-cmd --add-rich-rule='rule family=ipv4 source address=192.0.2.7 port port=2377 protocol=tcp accept' && systemctl disable -q --now chrony",
        ),
      ),
    ]);
    const lan = await two("ip -o -4 addr show | awk '/10\\.77\\.0\\./ {print $2}'");
    await two(`ip addr add ${friend}/24 dev ${lan} && ip addr add ${stranger}/24 dev ${lan}`);
    before = { one: await foreign.one(), two: await foreign.two() };
    base = {
      source: "hosts",
      hosts: [
        { ...alpha, name: "alpha", role: "manager" },
        { ...beta, name: "beta", role: "worker" },
      ],
      preparation: { hostname: true },
      stacks: ["hello"],
    };
  });

  step("opens a swarm's ports to its nodes and to nobody else, and says what it did", async () => {
    await program.configure(base);
    const run = await program.up();
    expectSuccess(run);
    expect(run.text).toContain("alpha: ufw opens tcp 2377 to 10.77.0.12; tcp 7946 to 10.77.0.12");
    expect(run.text).toContain("beta: time synchronisation by chrony");
    expect(await connects(two, "10.77.0.12", "https://10.77.0.11:2377/")).toBe(true);
    expect(await connects(two, stranger, "https://10.77.0.11:2377/")).toBe(false);
    expect(await two("docker info --format '{{.Swarm.LocalNodeState}}'")).toBe("active");
    expect(await two("iptables -S IN_public_post")).toContain("-s 10.77.0.11/32 -p udp -m udp --dport 4789 -j ACCEPT");
    expect(await two("getent hosts alpha beta")).toMatch(/10\.77\.0\.11\s+alpha\n10\.77\.0\.12\s+beta/);
    expect(await two("hostnamectl --static")).toBe("beta");
    expect(await two("systemctl is-active chrony")).toBe("active");
    expect(await one("lsmod | grep -c '^ip_vs_rr '")).toBe("1");
    expect(Number(await one("sysctl -n net.ipv4.neigh.default.gc_thresh3"))).toBeGreaterThanOrEqual(8192);
  });

  test("a second run changes nothing and has nothing to say", async () => {
    const run = await program.up("--refresh", "--expect-no-changes");
    expectSuccess(run);
    expect(run.text).not.toMatch(/opens|written|is not as it was left/);
  });

  test("an NFS server's port is open to its clients only, beside the node's rules", async () => {
    await program.configure({ ...base, nfs: { on: "alpha", exports: [{ path: "/srv/data" }] } });
    expectSuccess(await program.up());
    expect(await connects(two, "10.77.0.12", "http://10.77.0.11:2049/")).toBe(true);
    expect(await connects(two, stranger, "http://10.77.0.11:2049/")).toBe(false);
    await program.configure(base);
    expectSuccess(await program.up());
    expect(await connects(two, "10.77.0.12", "http://10.77.0.11:2049/")).toBe(false);
    expect(await one("ufw show added")).toContain("10.77.0.12 to any port 2377 proto tcp comment 'pulumi-swarm'");
  });

  describe("published ports and the metadata service", () => {
    const url = "http://10.77.0.11:8080/";
    const metadata = "http://169.254.169.254:8000/";
    const fromContainer = () =>
      one(
        "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | docker run --rm -i -q busybox:1.37 nc -w 5 169.254.169.254 8000 2>&1 || echo refused",
      );

    test("are open to everybody by default", async () => {
      expect(await connects(two, stranger, url)).toBe(true);
      const lan = await two("ip -o -4 addr show | awk '/10\\.77\\.0\\.12/ {print $2}'");
      await two(`ip addr add 169.254.169.254/32 dev ${lan} && firewall-cmd -q --add-port=8000/tcp`);
      await two("mkdir -p /root/meta && echo instance >/root/meta/index.html");
      await two("systemd-run -q --unit meta python3 -m http.server --directory /root/meta --bind 169.254.169.254 8000");
      await one("ip route add 169.254.169.254/32 via 10.77.0.12");
      expect(await one(`curl -s --retry 5 --retry-connrefused ${metadata}`)).toBe("instance");
      expect(await fromContainer()).toMatch(/instance$/);
    });

    test("are closed when asked: by any node, for containers only", async () => {
      const preparation = { hostname: true, publishedFrom: [`${friend}/32`], closeMetadata: true };
      await program.configure({ ...base, preparation });
      expectSuccess(await program.up());
      expect(await connects(two, friend, url)).toBe(true);
      expect(await connects(two, "10.77.0.12", url)).toBe(true);
      expect(await connects(two, stranger, url)).toBe(false);
      expect(await one("curl -s http://10.77.0.12:8080/")).toMatch(/^hello from /);
      expect(await fromContainer()).toMatch(/refused$/);
      expect(await one(`curl -s ${metadata}`)).toBe("instance");
      expectSuccess(await program.up("--refresh", "--expect-no-changes"));
    });

    test("stay so when Docker starts anew, whatever became of the rules", async () => {
      await one("iptables -F PULUMI-SWARM && iptables -F DOCKER-USER && systemctl restart docker");
      await until(async () => ((await connects(two, friend, url)) ? true : undefined), {
        what: "the service to answer again",
        deadlineMs: 180_000,
      });
      expect(await connects(two, stranger, url)).toBe(false);
    });
  });

  test("a refresh reports manual changes, and the next run corrects them", async () => {
    await one("sed -i 's/^10.77.0.12 beta$/10.77.0.13 beta/' /etc/hosts && hostnamectl set-hostname other");
    await one("ufw delete allow from 10.77.0.12 to any port 7946 proto udp && iptables -F PULUMI-SWARM");
    const run = await program.up("--refresh");
    expectSuccess(run);
    expect(run.text).toContain("alpha is not as it was left; due: ufw opens udp 7946 to 10.77.0.12");
    expect(await one("grep beta /etc/hosts; hostnamectl --static")).toBe("10.77.0.12 beta\nalpha");
    expect(await connects(two, stranger, "http://10.77.0.11:8080/")).toBe(false);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("destroy takes away what was written and leaves everything else as it was", async () => {
    await two("firewall-cmd -q --remove-port=8000/tcp");
    expectSuccess(await program.destroy());
    expect(await foreign.one()).toBe(before.one);
    expect(await foreign.two()).toBe(before.two);
    for (const machine of [one, two]) {
      expect(
        await machine(
          "find /etc /var/lib/pulumi-swarm -name '*pulumi-swarm*' -o -name metadata-guard.service 2>/dev/null || [ $? = 1 ]",
        ),
      ).toBe("");
      expect(await machine("iptables -S | grep -c PULUMI || [ $? = 1 ]; ip rule | grep -c 169.254 || [ $? = 1 ]")).toBe(
        "0\n0",
      );
    }
  });
});
