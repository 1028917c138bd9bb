import * as fc from "fast-check";
import { archOf, imageParameter } from "../../../../../infra/sources/aws/image";
import { type GroupKind, type RulesArgs, rulesFor } from "../../../../../infra/sources/aws/network/rules";
import { subnetRange } from "../../../../../infra/sources/aws/network/subnets";
import { inboundRule, publishedRules } from "../../../../../infra/sources/digitalocean/firewall";
import { type Group, nameMachines, zoneOf } from "../../../../../infra/topology";
import { overlap } from "../../../../../provisioners/host/cidr";
import { type PortTarget, portTable, rowsFor } from "../../../../../provisioners/host/ports";

const targets: PortTarget[] = ["node", "manager", "nfs"];
const open = fc.record({
  port: fc.integer({ min: 1, max: 65535 }),
  protocol: fc.constantFrom("tcp" as const, "udp" as const),
});
const cidr = fc
  .tuple(fc.nat(255), fc.nat(255), fc.integer({ min: 1, max: 32 }))
  .map(([a, b, mask]) => `203.${a}.${b}.0/${mask}`);
const rulesArgs: fc.Arbitrary<RulesArgs> = fc.record({
  admins: fc.uniqueArray(cidr, { minLength: 1, maxLength: 3 }),
  clients: fc.uniqueArray(cidr, { minLength: 1, maxLength: 3 }),
  ports: fc.uniqueArray(open, { maxLength: 5, selector: ({ port, protocol }) => `${port}/${protocol}` }),
  encrypted: fc.boolean(),
  bastion: fc.boolean(),
  balancer: fc.boolean(),
  fileSystem: fc.boolean(),
});
const groups: GroupKind[] = ["node", "manager", "nfs", "bastion", "balancer"];

describe("firewalls", () => {
  test("AWS: every row of the port table is a rule of its target", () => {
    fc.assert(
      fc.property(rulesArgs, (args) => {
        for (const row of portTable.filter((each) => args.encrypted || !each.encryptedOnly)) {
          const protocol = row.protocol === "esp" ? "50" : row.protocol;
          const found = rulesFor(row.to, args).filter((rule) => rule.protocol === protocol && rule.port === row.port);
          const from = found.map(({ source }) => ("group" in source ? source.group : source.cidr));
          if (row.from === "node") expect(from).toContain("node");
          else expect(from).toEqual(expect.arrayContaining(args.bastion ? ["bastion"] : [...args.admins]));
        }
      }),
    );
  });

  test("AWS: networks reach SSH (admins) and published ports (clients), and nothing else", () => {
    fc.assert(
      fc.property(rulesArgs, (args) => {
        for (const group of groups) {
          for (const { source, port, protocol } of rulesFor(group, args)) {
            if ("group" in source) continue;
            const ssh = port === 22 && protocol === "tcp" && args.admins.includes(source.cidr);
            const published =
              args.clients.includes(source.cidr) &&
              args.ports.some((each) => each.port === port && each.protocol === protocol);
            expect(ssh || published).toBe(true);
            if (args.balancer && !ssh) expect(group).toBe("balancer");
            if (args.bastion && ssh && !published) expect(group).toBe("bastion");
          }
        }
      }),
    );
  });

  test("AWS: the rules of a group have names of their own", () => {
    fc.assert(
      fc.property(rulesArgs, fc.constantFrom(...groups), (args, group) => {
        // A port of the table cannot be published: the configuration refuses it.
        const ports = args.ports.filter(({ port }) => !portTable.some((row) => row.port === port));
        const names = rulesFor(group, { ...args, ports }).map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  test("DigitalOcean: every row but ESP is a rule of its target, and none names the world", () => {
    for (const row of portTable.filter(({ protocol }) => protocol !== "esp")) {
      const rows = rowsFor(row.to, { encrypted: false });
      expect(rows).toContain(row);
      const { protocol, portRange, sourceTags, sourceAddresses } = inboundRule(row, "nodes", ["203.0.113.7/32"]);
      expect([protocol, portRange]).toEqual([row.protocol, String(row.port)]);
      expect([sourceTags, sourceAddresses]).toEqual(
        row.from === "node" ? [["nodes"], undefined] : [undefined, ["203.0.113.7/32"]],
      );
    }
  });

  test("DigitalOcean: no more rules than rows, whoever the target is; ESP cannot slip through", () => {
    const all = targets.flatMap((target) => rowsFor(target, { encrypted: false }));
    // SSH twice: to nodes and to the NFS host.
    expect(all).toHaveLength(portTable.length - 1 + 1);
    const esp = portTable.filter(({ protocol }) => protocol === "esp");
    for (const row of esp) expect(() => inboundRule(row, "nodes", [])).toThrow(/ESP/);
  });

  test("DigitalOcean: published ports go to the given source only", () => {
    fc.assert(
      fc.property(fc.array(open), (ports) => {
        const rules = publishedRules(ports, { sourceLoadBalancerUids: ["lb"] });
        expect(rules).toEqual(
          ports.map(({ port, protocol }) => ({ protocol, portRange: String(port), sourceLoadBalancerUids: ["lb"] })),
        );
      }),
    );
  });

  test("the NFS host lets nodes at NFS and admins at SSH", () => {
    expect(rowsFor("nfs", { encrypted: true }).map(({ purpose }) => purpose)).toEqual(["SSH", "NFS"]);
  });
});

test("subnets: apart from each other, within the network, the same whatever other zones there are", () => {
  const zones = [..."abcdefgh"].map((letter) => `eu-central-1${letter}`);
  fc.assert(
    fc.property(fc.nat(255), fc.integer({ min: 16, max: 24 }), (second, mask) => {
      const network = `10.${second}.0.0/${mask}`;
      const ranges = zones.flatMap((zone) =>
        (["public", "private"] as const).map((kind) => subnetRange(network, zone, kind)),
      );
      ranges.forEach((range, index) => {
        expect(overlap(range, network)).toBe(true);
        expect(range.endsWith(`/${mask + 4}`)).toBe(true);
        for (const other of ranges.slice(0, index)) expect(overlap(range, other)).toBe(false);
      });
    }),
    { numRuns: 30 },
  );
});

const group = fc.record({
  name: fc.stringMatching(/^[a-z][a-z0-9]{0,3}(-[0-9])?$/),
  role: fc.constantFrom("manager" as const, "worker" as const),
  count: fc.integer({ min: 0, max: 40 }),
  labels: fc.constant({}),
  availability: fc.constant("active" as const),
});
const pools: fc.Arbitrary<Group[]> = fc.uniqueArray(group, { selector: ({ name }) => name, maxLength: 6 });

test("names are unique; growing a pool or removing another renames and moves no machine that stays", () => {
  fc.assert(
    fc.property(pools, fc.nat(), fc.nat(40), fc.nat(), (list, at, more, gone) => {
      const zones = ["a", "b", "c"];
      const placed = (groups: Group[]) =>
        new Map(
          nameMachines(groups).map((machine) => [machine.name, { ...machine, zone: zoneOf(zones, machine.number) }]),
        );
      const before = placed(list);
      expect(before.size).toBe(list.reduce((sum, { count }) => sum + count, 0));
      const grown = list.map((each, index) =>
        index === at % list.length ? { ...each, count: each.count + more } : each,
      );
      const after = placed(grown.filter((_, index) => index !== gone % (list.length + 1)));
      for (const [name, machine] of after) expect(before.get(name) ?? machine).toEqual(machine);
    }),
  );
});

test("a pool is spread evenly over its zones", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 50 }), (zones, count) => {
      const names = ["a", "b", "c"].slice(0, zones);
      const each = names.map(
        (zone) => Array.from({ length: count }, (_, i) => zoneOf(names, i + 1)).filter((at) => at === zone).length,
      );
      expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1);
    }),
  );
});

test.each([
  ["t4g.small", "arm64"],
  ["m7gd.large", "arm64"],
  ["c6gn.xlarge", "arm64"],
  ["im4gn.large", "arm64"],
  ["is4gen.medium", "arm64"],
  ["g5g.xlarge", "arm64"],
  ["a1.medium", "arm64"],
  ["x2gd.metal", "arm64"],
  ["t3.small", "amd64"],
  ["g4dn.xlarge", "amd64"],
  ["g6e.xlarge", "amd64"],
  ["m7i-flex.large", "amd64"],
  ["c8g.medium", "arm64"],
  ["u-6tb1.metal", "amd64"],
])("%s is %s", (size, arch) => expect(archOf(size)).toBe(arch));

test.each([
  ["ubuntu-24.04", "/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id"],
  ["ubuntu-22.04", "/aws/service/canonical/ubuntu/server/22.04/stable/current/arm64/hvm/ebs-gp2/ami-id"],
  ["debian-13", "/aws/service/debian/release/13/latest/arm64"],
])("%s is looked up at %s", (image, name) => expect(imageParameter(image, "arm64")).toBe(name));
