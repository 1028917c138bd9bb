import { configured, problems as problemsOf } from "../../../configured";
import { environment } from "../../../environment";

const near = (files: Record<string, string> = {}) =>
  environment({
    project: "Shop",
    readFile: (path) => files[path] ?? environment().readFile(path),
  });
const digitalocean = (cloud: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  source: "digitalocean",
  cloud: { region: "fra1", admins: ["203.0.113.7/32"], ...cloud },
  ...more,
});
const aws = (cloud: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  ...digitalocean({ region: "eu-central-1", ...cloud }, more),
  source: "aws",
});

const problems = (values: Record<string, unknown>, files: Record<string, string> = {}) =>
  problemsOf(values, near(files));

describe("defaults", () => {
  test("region and admins are enough", () => {
    const { machines, engine, warnings } = configured(digitalocean(), near());
    expect(machines).toMatchObject({
      source: "digitalocean",
      pools: [
        { name: "manager", count: 3, size: "s-1vcpu-2gb", zones: [] },
        { name: "worker", count: 2 },
      ],
      place: { name: "shop-dev", network: "10.66.0.0/16", image: "ubuntu-24-04-x64", clients: ["0.0.0.0/0"] },
    });
    expect(engine.source).toBe("docker");
    expect(warnings).toEqual([]);
  });

  test("AWS: three zones, pools in all of them", () => {
    const { machines } = configured(aws(), near());
    const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];
    expect(machines).toMatchObject({
      pools: [{ zones, size: "t3.small", disk: 20, spot: false }, {}],
      place: { zones },
    });
  });
});

test.each([
  ["nothing at all", { source: "aws" }, ["cloud is missing: source `aws` needs at least {region, admins}"]],
  ["no admins", aws({ admins: undefined }), [/^cloud\.admins is missing/]],
  ["an empty list of them", aws({ admins: [] }), [/^cloud\.admins must have at least 1 item/]],
  [
    "a wrong key and a wrong type",
    aws({ regoin: "x", loadBalancer: "yes" }),
    [/loadBalancer must be/, /did you mean `region`/],
  ],
  [
    "a wrong key of the load balancer",
    aws({ loadBalancer: { proxyProtokoll: true } }),
    [/proxyProtokoll is no known key: did you mean `proxyProtocol`\?/, /needs a stack that publishes a TCP port/],
  ],
  ["cloud settings in a lab", { ...aws(), source: "lab" }, [/^cloud is not used by source `lab`/]],
  ["hosts in a cloud", aws({}, { hosts: [] }), [/^hosts must have at least/]],
])("refused: %s", (_, values, expected) =>
  expect(problems(values)).toEqual(
    expected.map((each) => (typeof each === "string" ? each : expect.stringMatching(each))),
  ),
);

test("every problem at once, DigitalOcean", () => {
  const pool = { name: "m", role: "manager", count: 1 };
  const found = problems(
    digitalocean(
      {
        network: "172.17.0.0/20",
        zones: ["a"],
        addresses: "private",
        nfs: { kind: "efs", zone: "a" },
        loadBalancer: true,
        user: "root",
      },
      {
        pools: [
          { ...pool, cpus: 2, disk: 40 },
          { ...pool, role: "worker", spot: true, zones: ["a"] },
        ],
        onPremises: ["172.16.0.0/12"],
        encryptedOverlays: true,
      },
    ),
  );
  expect(found).toEqual([
    expect.stringMatching(/^pools\[0\]\.cpus is for a lab/),
    expect.stringMatching(/^pools\[0\]\.disk is for AWS/),
    expect.stringMatching(/^pools\[1\]\.zones is for AWS/),
    expect.stringMatching(/^pools\[1\]\.spot is for AWS/),
    "cloud.zones is for AWS only",
    "cloud.nfs.zone is for AWS only",
    "pools[1].name is the same as pools[0].name: m",
    expect.stringMatching(/^cloud\.addresses must be public/),
    expect.stringMatching(/^cloud\.nfs\.kind must be host/),
    expect.stringMatching(/^cloud\.user must not be root/),
    expect.stringMatching(/^cloud\.network \(172\.17\.0\.0\/20\) overlaps Docker's own bridge/),
    expect.stringMatching(/^cloud\.network .* overlaps onPremises\[0\]/),
    expect.stringMatching(/^cloud\.loadBalancer needs a stack/),
    expect.stringMatching(/^encryptedOverlays cannot be/),
  ]);
});

test("every problem at once, AWS", () => {
  const found = problems(
    aws(
      {
        zones: ["eu-central-1a", "eu-west-1b"],
        nfs: { zone: "eu-central-1c" },
        subnets: { "eu-central-1a": "subnet-1" },
        project: "p",
        image: "ubunto-24.04",
        addresses: "private",
        reservedIps: "all",
      },
      {
        pools: [
          { name: "m", role: "manager", count: 1, spot: true },
          { name: "w", role: "worker", count: 1, zones: ["eu-central-1z"] },
        ],
      },
    ),
  );
  expect(found).toEqual([
    expect.stringMatching(/^cloud\.project is for DigitalOcean only/),
    expect.stringMatching(/^pools\[0\]\.spot is for workers only/),
    expect.stringMatching(/^cloud\.zones\[1\] must be a zone of the region/),
    expect.stringMatching(/^pools\[1\]\.zones\[0\] is no known zone: did you mean/),
    expect.stringMatching(/^cloud\.nfs\.zone is no known zone/),
    expect.stringMatching(/^cloud\.subnets belong to an existing `vpc`/),
    expect.stringMatching(/^cloud\.reservedIps need `addresses: public`/),
    expect.stringMatching(/^cloud\.image is no known image: did you mean `ubuntu-24\.04`/),
  ]);
});

test.each([
  [digitalocean({ network: "10.66.0.0/30" }), /must be a \/16 to a \/28/],
  [aws({ network: "10.66.0.0/26" }), /must be a \/16 to a \/24/],
  [aws({ network: "10.66.5.0/16" }), /must begin at its first address: 10\.66\.0\.0\/16/],
  [aws({ network: "54.1.0.0/16" }), /must be private/],
  [
    aws({ vpc: "vpc-1", subnets: { "eu-central-1a": "s", "eu-central-1b": "s", "eu-central-1c": "s" } }),
    /is missing: with `vpc`/,
  ],
  [
    digitalocean(
      { network: "10.66.0.0/28" },
      {
        pools: [
          { name: "m", role: "manager", count: 1 },
          { name: "w", role: "worker", count: 9 },
        ],
      },
    ),
    /has room for 8 machines, not for 10/,
  ],
])("network %#", (values, text) => expect(problems(values)).toEqual([expect.stringMatching(text)]));

describe("AWS: a network of which each zone's subnet is too small", () => {
  const zones = ["eu-central-1a", "eu-central-1b"];
  const pools = (workers: number) => [
    { name: "m", role: "manager", count: 3 },
    { name: "w", role: "worker", count: workers, zones: ["eu-central-1a"] },
  ];
  // Subnets are a /28.
  const found = (workers: number, cloud: Record<string, unknown> = {}) =>
    problems(aws({ network: "10.66.0.0/24", zones, ...cloud }, { pools: pools(workers) }));

  test("for its machines and the NFS host", () => {
    expect(found(9)).toEqual([]);
    expect(found(10)).toEqual([
      "cloud.network leaves 11 addresses to each subnet, a sixteenth of it without the 5 that AWS keeps, but public-eu-central-1a needs 12: take a larger network, or more zones",
    ]);
    expect(found(9, { nfs: {} })).toEqual([expect.stringContaining("public-eu-central-1a needs 12:")]);
    expect(found(9, { nfs: { zone: "eu-central-1b" } })).toEqual([]);
    expect(found(9, { nfs: { kind: "efs" } })).toEqual([expect.stringContaining("public-eu-central-1a needs 12:")]);
    expect(found(10, { network: "10.66.0.0/23" })).toEqual([]);
  });

  test("for what stands in the public ones: the bastion, the gateway and the balancer", () => {
    expect(found(9, { addresses: "private" })).toEqual([]);
    const file = { "web.yaml": "services: {a: {image: b, ports: ['80:80']}}" };
    const balanced = (workers: number, cloud: Record<string, unknown>) => {
      const values = { network: "10.66.0.0/24", zones, loadBalancer: true, ...cloud };
      return problems(aws(values, { pools: pools(workers), stacks: [{ name: "web", file: "web.yaml" }] }), file);
    };
    expect(balanced(9, { addresses: "private" })).toEqual([]);
    expect(balanced(1, {})).toEqual([]);
    expect(balanced(2, {})).toEqual([expect.stringContaining("public-eu-central-1a needs 12:")]);
  });

  test("is not told of subnets that exist", () => {
    const subnets = { "eu-central-1a": "subnet-1", "eu-central-1b": "subnet-2" };
    expect(found(40, { vpc: "vpc-1", subnets })).toEqual([]);
  });
});

test("a network that may log in or use published ports is named once", () => {
  const cloud = { admins: ["203.0.113.7/32", "203.0.113.7/32"], clients: ["0.0.0.0/0", "10.0.0.0/8", "0.0.0.0/0"] };
  for (const values of [aws(cloud), digitalocean(cloud)]) {
    expect(problems(values)).toEqual([
      "cloud.admins[1] is named twice: 203.0.113.7/32",
      "cloud.clients[2] is named twice: 0.0.0.0/0",
    ]);
  }
});

test("the pools of overlay networks keep clear of the cloud's network and of networks elsewhere (F15)", () => {
  const values = aws({}, { addressPools: ["10.66.128.0/17", "192.168.0.0/16"], onPremises: ["192.168.10.0/24"] });
  expect(problems(values)).toEqual([
    expect.stringMatching(/^addressPools\[0\] .* overlaps the cloud's network/),
    expect.stringMatching(/^addressPools\[1\] .* overlaps onPremises\[0\]/),
  ]);
});

test("SSH from anywhere is allowed only in so many words, and warned of", () => {
  expect(configured(aws({ admins: ["0.0.0.0/0"] }), near()).warnings).toEqual([
    expect.stringMatching(/anyone may try to log in/),
  ]);
});

describe("encrypted overlay networks", () => {
  const file = (options: string) =>
    `services:\n  web:\n    image: a\nnetworks:\n  back:\n    driver_opts:\n      ${options}\n`;
  const stacks = [{ name: "shop", file: "shop.yaml" }];

  test.each(['encrypted: ""', 'encrypted: "true"'])("DigitalOcean refuses %s, with both ways out (F16)", (options) => {
    expect(problems(digitalocean({}, { stacks }), { "shop.yaml": file(options) })).toEqual([
      expect.stringMatching(
        /^stacks\[0\] \(shop\) has the encrypted network `back`: .*ESP.* Either leave .*, or take source `aws`/,
      ),
    ]);
  });
  test("DigitalOcean refuses encryption that a variable or another file of the stack asks for (F16)", () => {
    const web = file(`encrypted: \${SEALED}`);
    const more = "networks:\n  front:\n    driver_opts: {encrypted: 1}\n";
    const merged = { name: "shop", file: ["shop.yaml", "more.yaml"], variables: { SEALED: "true" } };
    expect(problems(digitalocean({}, { stacks: [merged] }), { "shop.yaml": web, "more.yaml": more })).toEqual([
      expect.stringContaining("the encrypted network `back`"),
      expect.stringContaining("the encrypted network `front`"),
    ]);
    const open = { ...merged, file: "shop.yaml", variables: { SEALED: "false" } };
    expect(problems(digitalocean({}, { stacks: [open] }), { "shop.yaml": web })).toEqual([]);
  });
  test("a stack file that is no YAML is a problem among the others", () => {
    expect(problems(digitalocean({}, { stacks }), { "shop.yaml": "networks: [" })).toEqual([
      expect.stringMatching(/^stacks\[0\] has a problem in its file: shop\.yaml:1:/),
    ]);
  });
  test('encrypted: "false" is none', () => {
    expect(problems(digitalocean({}, { stacks }), { "shop.yaml": file('encrypted: "false"') })).toEqual([]);
  });
  test("AWS lets them through when a stack file has one", () => {
    const { machines } = configured(aws({}, { stacks }), near({ "shop.yaml": file('encrypted: ""') }));
    expect(machines).toMatchObject({ place: { encrypted: true } });
  });
});

test("published ports: SCTP, and more than a firewall has room for", () => {
  const file = (ports: string) => `services:\n  web:\n    image: a\n    ports: [${ports}]\n`;
  const stacks = [{ name: "shop", file: "shop.yaml" }];
  expect(problems(aws({}, { stacks }), { "shop.yaml": file('"80:80/sctp"') })).toEqual([
    expect.stringMatching(/^stacks\[0\] publishes 80\/sctp/),
  ]);
  expect(problems(digitalocean({}, { stacks }), { "shop.yaml": file('"8000-8050:8000-8050"') })).toEqual([
    expect.stringMatching(/^stacks publish 51 ports: .* room for 47/),
  ]);
});

test("AWS: a warning of more rules than a security group usually has room for, whichever networks and ports make them", () => {
  const file = `services:\n  web:\n    image: a\n    ports: ["8000-8013:8000-8013"]\n`;
  const stacks = [{ name: "shop", file: "shop.yaml" }];
  const networks = (count: number) => [...Array(count).keys()].map((index) => `198.51.100.${index}/32`);
  const found = (cloud: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    configured(aws(cloud, { stacks, ...more }), near({ "shop.yaml": file })).warnings;
  // Beside 14 ports for each client: gossip twice, overlay networks, and SSH for the only admin.
  expect(found({ clients: networks(4) })).toEqual([]);
  expect(found({ clients: networks(4) }, { encryptedOverlays: true })).toEqual([
    expect.stringMatching(
      /^The security group `node` needs 61 rules \(admins: 1, clients: 4, published ports: 14\), and AWS allows 60 unless your quota is higher/,
    ),
  ]);
  expect(found({ clients: networks(5), loadBalancer: true })).toEqual([
    expect.stringMatching(/`balancer` needs 70 rules/),
  ]);
  expect(found({ admins: networks(61), addresses: "private" })).toEqual([
    expect.stringMatching(/`bastion` needs 61 rules/),
  ]);
});

test("another data path port than the firewall opens", () => {
  const text = "swarm.dataPathPort is 4790, but a cloud's firewall opens 4789 for overlay networks: leave it out";
  expect(problems(aws({}, { swarm: { dataPathPort: 4790 } }))).toEqual([text]);
  expect(problems(digitalocean({}, { swarm: { dataPathPort: 4789 } }))).toEqual([]);
});

test.each([
  ["m4.large", true],
  ["t2.small", true],
  ["i3.xlarge", true],
  ["x1e.xlarge", true],
  ["i3.metal", false],
  ["i3en.large", false],
  ["p3dn.24xlarge", false],
  ["t3.small", false],
  ["a1.medium", false],
  ["m5.large", false],
])("AWS: an NFS host of size %s is refused as one on Xen: %p", (size, refused) => {
  const text = `cloud.nfs.size (${size}) is of a family on Xen, which does not show its volumes as NVMe disks: take a newer one, such as t3.small`;
  expect(problems(aws({ nfs: { size } }))).toEqual(refused ? [text] : []);
  expect(problems(aws({ nfs: { size, kind: "efs" } }))).toEqual([]);
});
