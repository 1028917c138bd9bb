import * as fc from "fast-check";
import { autoNameSuffix, nameRules as aws, tagsOf } from "../../../../../infra/sources/aws/names";
import { groupKinds, rulesFor } from "../../../../../infra/sources/aws/network/rules";
import type { AwsPlace } from "../../../../../infra/sources/aws/place";
import { nameProblem } from "../../../../../infra/sources/cloud/names";
import { nameRules as digitalOcean, nameOf } from "../../../../../infra/sources/digitalocean/names";
import { declare, find } from "./plan";
import { nameProblems } from "./schemas/names";

// Under jest the cloud's package takes seconds to load, in the first test.
jest.setTimeout(60_000);

/** A name as the configuration takes it: a DNS label. */
const label = (longest: number) =>
  fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?$/).filter((name) => name.length <= longest);
const cluster = label(40);
const machine = fc.tuple(label(58), fc.integer({ min: 1, max: 1000 })).map(([pool, number]) => `${pool}-${number}`);
const open = fc.record({
  port: fc.integer({ min: 1, max: 65535 }),
  protocol: fc.constantFrom("tcp" as const, "udp" as const),
});

describe("every cluster and pool that the configuration takes has names that the cloud allows", () => {
  const kinds = Object.keys(digitalOcean) as (keyof typeof digitalOcean)[];

  test.each(kinds)("DigitalOcean, %s", (kind) => {
    fc.assert(
      fc.property(cluster, fc.option(machine, { nil: undefined }), (name, what) => {
        // There is one volume, which is the NFS host's.
        const made = nameOf(kind, name, kind === "volume" ? "nfs" : kind === "firewall" ? (what ?? "node") : what);
        expect(nameProblem(digitalOcean[kind], made)).toBeUndefined();
      }),
    );
  });

  test("DigitalOcean: clusters with different names never share one", () => {
    // Every name beside those that a fitted one could be taken for.
    const pair = fc.oneof(
      fc.tuple(cluster, cluster),
      cluster.map((name) => [name, `swarm-${name}`] as const),
      cluster.map((name) => [`${name}-nfs`, `swarm-${name}`] as const),
    );
    fc.assert(
      fc.property(pair, ([one, other]) => {
        fc.pre(one !== other);
        for (const kind of kinds) expect(nameOf(kind, one, "nfs")).not.toBe(nameOf(kind, other, "nfs"));
      }),
    );
  });

  test("AWS, tags", () => {
    fc.assert(
      fc.property(cluster, machine, (name, what) => {
        for (const [key, value] of Object.entries(tagsOf(name, what))) {
          expect(nameProblem(aws.tagKey, key)).toBeUndefined();
          expect(nameProblem(aws.tagValue, value)).toBeUndefined();
        }
      }),
    );
  });

  test("AWS, names that the provider makes of the resources', and descriptions", () => {
    const made = (name: string) => name + "-".padEnd(autoNameSuffix, "f");
    const place = { addresses: "private", loadBalancer: { proxyProtocol: false }, nfs: {} } as AwsPlace;
    fc.assert(
      fc.property(open, (port) => {
        expect(nameProblem(aws.targetGroup, made(`published-${port.port}`))).toBeUndefined();
        const args = { admins: ["203.0.113.7/32"], clients: ["0.0.0.0/0"], ports: [port], encrypted: true };
        for (const kind of groupKinds(place)) {
          expect(nameProblem(aws.securityGroup, made(kind))).toBeUndefined();
          for (const { description } of rulesFor(kind, { ...args, bastion: true, balancer: true, fileSystem: false })) {
            expect(nameProblem(aws.description, description)).toBeUndefined();
          }
        }
      }),
    );
    for (const rule of [aws.loadBalancer, aws.keyPair]) expect(nameProblem(rule, made("published"))).toBeUndefined();
  });
});

test.each([
  ["a digit at the front of a volume's", digitalOcean.volume, "2048-nfs"],
  ["a capital in a volume's", digitalOcean.volume, "Shop-nfs"],
  ["too long a volume's", digitalOcean.volume, "v".repeat(65)],
  ["an underscore in a droplet's", digitalOcean.droplet, "shop_1"],
  ["a dash at the end of a droplet's", digitalOcean.droplet, "shop-"],
  ["a dot in a tag's", digitalOcean.tag, "shop.node"],
  ["a dash at the front of a firewall's", digitalOcean.firewall, "-node"],
  ["33 characters of a target group's", aws.targetGroup, "t".repeat(33)],
  ["a dot in a load balancer's", aws.loadBalancer, "published.1"],
  ["a group's that looks like an ID", aws.securityGroup, "sg-node"],
  ["a key of AWS's own", aws.tagKey, "aws:name"],
  ["an emoji in a tag", aws.tagValue, "shop🛒"],
])("a name is refused for %s", (_, rule, name) => {
  expect(nameProblem(rule, name)).toContain(`at most ${rule.longest} characters`);
});

test("a cluster whose name begins with a digit has a volume all the same, and names of others stay as they are", async () => {
  const cloud = (name: string) => ({ name, region: "fra1", admins: ["203.0.113.7/32"], nfs: {} });
  const { recorded } = await declare({ source: "digitalocean", cloud: cloud("2048") });
  expect(find(recorded, "Volume", "nfs").inputs.name).toBe("swarm-2048-nfs-volume");
  expect(find(recorded, "Droplet", "nfs").inputs.name).toBe("2048-nfs");
  expect(find(recorded, "NfsServer", "nfs").inputs.disk).toMatchObject({
    device: "/dev/disk/by-id/scsi-0DO_Volume_swarm-2048-nfs-volume",
  });
  expect(nameOf("volume", "shop", "nfs")).toBe("shop-nfs");
});

test("a program's own name that the cloud does not allow ends the preview with the rule", () => {
  expect(() => nameOf("droplet", "My shop", "manager-1")).toThrow(
    /does not accept "My shop-manager-1": the name of a droplet may have at most 255 characters: a-z, A-Z/,
  );
  expect(() => tagsOf("shop🛒", "node")).toThrow(/does not accept "shop🛒-node"/);
});

test("every plan is checked by the rules", () => {
  const planned = [{ type: "digitalocean:index/volume:Volume", name: "nfs", inputs: { name: "2048-nfs" } }];
  expect(nameProblems(planned)).toEqual([expect.stringContaining("the first a letter")]);
  const groups = [{ type: "aws:lb/targetGroup:TargetGroup", name: "published-for-a-longer-name", inputs: {} }];
  expect(nameProblems(groups)).toEqual([expect.stringContaining("at most 32 characters")]);
  const tagged = [{ type: "aws:ec2/vpc:Vpc", name: "network", inputs: { tags: { "aws:x": "y" } } }];
  expect(nameProblems(tagged)).toEqual([expect.stringContaining("without `aws:`")]);
});
