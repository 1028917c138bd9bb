import { parseZones } from "../../../../provisioners/host/prepare/firewall/firewalld";
import { fill, gatesOf, removal } from "../../../../provisioners/host/prepare/firewall/nft-ruleset";
import { unique } from "../../../../provisioners/host/prepare/firewall/rules";
import { parseAdded } from "../../../../provisioners/host/prepare/firewall/ufw";

const esp = { protocol: "esp" as const, from: "10.0.0.2" };
const tcp = { protocol: "tcp" as const, port: 2377, from: "10.0.0.2" };

test("rules are the same whatever their order, and a network of one address is that address", () => {
  expect(unique([tcp, esp, { ...tcp, from: "10.0.0.2/32" }])).toEqual([esp, tcp]);
});

describe("ufw", () => {
  test("ours are those with our comment; the same of others are theirs", () => {
    const { ours, foreign } = parseAdded(
      [
        "Added user rules (see 'ufw status' for running firewall):",
        "ufw allow 22/tcp",
        "ufw allow from 10.0.0.2 to any port 2377 proto tcp comment 'pulumi-swarm'",
        "ufw allow from 10.0.0.2 proto esp comment 'pulumi-swarm'",
        "ufw allow from 10.0.0.3 to any port 2377 proto tcp",
        "ufw deny from 10.0.0.4 to any port 2377 proto tcp comment 'pulumi-swarm'",
        "ufw allow from 10.0.0.5 to any port 2377 proto tcp comment 'mine'",
      ].join("\n"),
    );
    expect(ours).toEqual([tcp, esp]);
    expect(foreign.map(({ from }) => from)).toEqual(["10.0.0.3", "10.0.0.5"]);
  });
});

describe("firewalld", () => {
  test("ours are the rich rules of our priority, in whichever zone", () => {
    const zones = parseZones(
      [
        "docker (active)",
        "  target: ACCEPT",
        "  rich rules: ",
        "",
        "public (default, active)",
        "  rich rules: ",
        '\trule family="ipv4" source address="10.0.0.9" port port="2377" protocol="tcp" accept',
        '\trule priority="2377" family="ipv4" source address="10.0.0.2" port port="2377" protocol="tcp" accept',
        '\trule priority="2377" family="ipv4" source address="10.0.0.2" protocol value="esp" accept',
        "",
        "work",
        "  target: default",
      ].join("\n"),
    );
    expect([...zones]).toEqual([
      ["docker", { isActive: true, rules: [] }],
      ["public", { isActive: true, rules: [tcp, esp] }],
      ["work", { isActive: false, rules: [] }],
    ]);
  });
});

describe("nftables", () => {
  const chain = (name: string, more: object = {}, table = "filter", family = "inet") => ({
    chain: { family, table, name, handle: 1, ...more },
  });
  const rule = (handle: number, name: string, expr: object[], comment?: string) => ({
    rule: { family: "inet", table: "filter", chain: name, handle, comment, expr },
  });
  const input = { type: "filter", hook: "input", prio: 0 };
  const gates = (...parts: object[]) => gatesOf(JSON.stringify({ nftables: [{ metainfo: {} }, ...parts] }));

  test("a chain that shuts out is one with the policy drop, or with a refusal of everything", () => {
    expect(gates(chain("input", { ...input, policy: "accept" }))).toEqual([]);
    expect(gates(chain("input", { ...input, policy: "drop" }))).toMatchObject([{ chain: "input", jumps: [] }]);
    const refusal = rule(2, "input", [{ counter: { packets: 0 } }, { reject: { type: "icmpx" } }]);
    expect(gates(chain("input", { ...input, policy: "accept" }), refusal)).toHaveLength(1);
    const some = rule(2, "input", [{ match: {} }, { drop: null }]);
    expect(gates(chain("input", { ...input, policy: "accept" }), some)).toEqual([]);
  });

  test("what iptables or firewalld manages, and what does not concern the host itself, is none", () => {
    const drop = { ...input, policy: "drop" };
    expect(gates(chain("INPUT", drop, "filter", "ip"))).toEqual([]);
    expect(gates(chain("filter_INPUT", drop, "firewalld"))).toEqual([]);
    expect(gates(chain("forward", { ...drop, hook: "forward" }))).toEqual([]);
    expect(gates(chain("input", drop, "filter", "ip6"))).toEqual([]);
  });

  test("our chain is known with its rules; a jump behind a refusal is never reached", () => {
    const parts = [chain("input", { ...input, policy: "accept" }), chain("pulumi-swarm")];
    const own = rule(5, "pulumi-swarm", [{ accept: null }], "tcp 2377 10.0.0.2");
    const jump = rule(6, "input", [{ jump: { target: "pulumi-swarm" } }], "pulumi-swarm");
    const refusal = rule(7, "input", [{ drop: null }]);
    expect(gates(...parts, own, jump, refusal)).toMatchObject([{ rules: [tcp], jumps: [6], isReached: true }]);
    expect(gates(...parts, own, refusal, jump)).toMatchObject([{ isReached: false }]);
    const strange = rule(8, "pulumi-swarm", [{ accept: null }]);
    expect(gates(...parts, own, strange, jump, refusal)).toMatchObject([{ rules: undefined }]);
  });

  test("only accepts are written, and the same commands serve after a reboot", () => {
    const [gate] = gates(chain("input", { ...input, policy: "drop" }));
    const text = fill(gate ? [gate] : [], [esp, tcp]);
    expect(text).toBe(
      [
        "add chain inet filter pulumi-swarm",
        "flush chain inet filter pulumi-swarm",
        'add rule inet filter pulumi-swarm ip saddr 10.0.0.2 meta l4proto esp accept comment "esp - 10.0.0.2"',
        'add rule inet filter pulumi-swarm ip saddr 10.0.0.2 tcp dport 2377 accept comment "tcp 2377 10.0.0.2"',
        'insert rule inet filter input jump pulumi-swarm comment "pulumi-swarm"',
        "",
      ].join("\n"),
    );
    expect(removal(gate ? [gate] : [])).toBe("");
  });
});
