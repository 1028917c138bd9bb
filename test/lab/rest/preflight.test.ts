import { generateKey } from "../../../provisioners/ssh/keys/generate";
import { lend } from "../support/lent";
import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";

/* Hosts that exist, with faults that are found before any of them is changed. */
const LAB = "test-preflight";

/** The interface of the network that the machines share. */
const shared = "$(ip -o -4 addr show to 10.77.0.0/24 | awk '{print $2}')";
/** What a run could leave on a host. */
const traces =
  "(find /etc /var/lib/pulumi-swarm -type f 2>/dev/null | sort | xargs md5sum; dpkg -l; docker network ls -q; docker info --format '{{.Swarm.LocalNodeState}}'; systemctl show docker --property ActiveEnterTimestampMonotonic) | md5sum";

describe("the preflight", () => {
  const program = programOf(LAB);
  let one: Awaited<ReturnType<typeof lend>>;
  let two: typeof one;
  let machineId: string;
  const hosts = () => [
    { ...one, role: "manager" },
    { ...two, role: "worker" },
  ];

  beforeAll(async () => {
    [one, two] = await Promise.all([lend(LAB, "one", 11), lend(LAB, "two", 12)]);
    machineId = await on(LAB, "two", "cat /etc/machine-id");
  });

  test("finds everything on all hosts at once, in a preview too, and changes nothing (F14, F17)", async () => {
    await on(LAB, "one", "date -s '2 hours ago'");
    await on(LAB, "one", "systemd-run --unit taken systemd-socket-activate --listen 7946 cat");
    await on(LAB, "one", `ip route add 10.201.5.0/24 via 10.77.0.12 dev ${shared}`);
    await on(LAB, "two", `hostname one; ip link set dev ${shared} mtu 1420`);
    await on(LAB, "two", `echo ${await on(LAB, "one", "cat /etc/machine-id")} >/etc/machine-id`);
    await on(LAB, "two", `cp /etc/docker/daemon.json /root; echo '{"live-restore": true}' >/etc/docker/daemon.json`);
    const before = [await on(LAB, "one", traces), await on(LAB, "two", traces)];

    await program.configure({ source: "hosts", hosts: hosts() });
    for (const run of [await program.preview(), await program.up()]) {
      expect(run.code).not.toBe(0);
      expect(run.text).toContain("The preflight has 7 findings on 2 of 2 hosts; nothing was changed on any of them");
      expect(run.text).toMatch(/one: its clock is 2 h 0 min behind this computer's; 60 s are allowed \[clock\]/);
      expect(run.text).toContain("one: the address pool 10.201.0.0/16 overlaps its route to 10.201.5.0/24");
      expect(run.text).toMatch(/one: the MTU at 10\.77\.0\.11 is 1500; that of two is 1420 \[mtu\]/);
      expect(run.text).toMatch(/one: 7946\/tcp \(swarm gossip\) is taken by systemd-socket\S* \[ports\]/);
      expect(run.text).toContain("two: /etc/docker/daemon.json sets live-restore");
      expect(run.text).toContain("two: it has the hostname of one too: one [hostname]");
      expect(run.text).toMatch(/two: it has the machine ID of one too: [0-9a-f]{32} \[machine-id\]/);
      expect(run.text).toContain("Fix: Turn time synchronisation on there");
    }
    expect([await on(LAB, "one", traces), await on(LAB, "two", traces)]).toEqual(before);
  });

  test("leaves out the checks that are skipped", async () => {
    const skipChecks = ["clock", "ports", "address-pools", "mtu", "live-restore", "hostname"];
    await program.configure({ source: "hosts", hosts: hosts(), preflight: { skipChecks } });
    const run = await program.preview();
    expect(run.text).toContain("The preflight has a finding on 1 of 2 hosts");
    expect(run.text).toContain("[machine-id]");
    const all = { skipChecks: [...skipChecks, "machine-id"] };
    await program.configure({ source: "hosts", hosts: hosts(), preflight: all });
    expectSuccess(await program.preview());
  });

  test("reports a host that nobody may become root on beside one that is another machine", async () => {
    await on(LAB, "two", "useradd --create-home plain && cp -r /root/.ssh ~plain && chown -R plain ~plain");
    const [first, second] = hosts();
    const unfit = [
      { ...first, hostKey: generateKey().publicKey },
      { ...second, user: "plain" },
    ];
    await program.configure({ source: "hosts", hosts: unfit });
    const run = await program.preview();
    expect(run.text).toMatch(/one: The host presents the key SHA256:\S+, but SHA256:\S+ is pinned.*\[reachable\]/);
    expect(run.text).toMatch(/two: The user plain cannot become root.*\[root\]/);
  });

  test("passes when all is repaired, and networks fit an MTU of 1420 (F17)", async () => {
    await on(LAB, "one", `hwclock --hctosys --utc 2>/dev/null || date -s @${Math.round(Date.now() / 1000)}`);
    await on(LAB, "one", `systemctl stop taken; ip route del 10.201.5.0/24; ip link set dev ${shared} mtu 1420`);
    await on(LAB, "two", `hostname two; echo ${machineId} >/etc/machine-id; mv /root/daemon.json /etc/docker`);
    const settings = {
      source: "hosts",
      hosts: hosts(),
      stacks: [{ name: "large", file: "test/lab/support/stacks/large.yaml" }],
    };
    await program.configure(settings);
    expectSuccess(await program.up());

    const mtuIn = (namespace: string, filter: string) =>
      `nsenter --net=${namespace} ip -o link show | grep ${filter} | grep -o 'mtu [0-9]*'`;
    const client =
      "/proc/$(docker inspect --format '{{.State.Pid}}' $(docker ps -q --filter name=large_client))/ns/net";
    const page = "curl -sS --max-time 30 -o /dev/null -w '%{http_code} %{size_download}'";
    for (const name of ["one", "two"]) {
      expect(await on(LAB, name, mtuIn("/run/docker/netns/ingress_sbox", "eth0@"))).toBe("mtu 1370");
      expect(await on(LAB, name, "ip -o link show docker_gwbridge | grep -o 'mtu [0-9]*'")).toBe("mtu 1420");
    }
    const server = await on(LAB, "one", "docker service inspect large_server --format '{{json .Endpoint.VirtualIPs}}'");
    const back = (JSON.parse(server) as { Addr: string }[]).map(({ Addr }) => Addr.split("/")[0]).at(-1);
    expect(await on(LAB, "one", mtuIn(client, "eth0@"))).toBe("mtu 1370");
    expect(await on(LAB, "one", `nsenter --net=${client} ${page} http://${back}/page`)).toBe("200 65536");
    // By the ingress network, from the node where the server is not.
    expect(await on(LAB, "one", `${page} http://10.77.0.11:8099/page`)).toBe("200 65536");

    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("has nothing against what the cluster itself made on the hosts", async () => {
    const settings = { source: "hosts", hosts: hosts(), preflight: { maxClockSkew: 90 } };
    await program.configure({ ...settings, stacks: [{ name: "large", file: "test/lab/support/stacks/large.yaml" }] });
    expectSuccess(await program.up());
  });
});
