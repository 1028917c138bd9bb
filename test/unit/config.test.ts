import { parseConfig } from "../../infra/config";
import { osOfImage } from "../../infra/config/engines";
import { configured, mistakes } from "./configured";
import { lockedKey, privateKey, publicKey, surroundings } from "./surroundings";

const host = (changes: Record<string, unknown> = {}) => ({
  name: "a",
  role: "manager",
  host: "203.0.113.1",
  privateKey,
  hostKey: publicKey,
  address: "10.20.0.1",
  ...changes,
});
const hosts = (...list: unknown[]) => ({ source: "hosts", hosts: list });

describe("defaults", () => {
  test("nothing set gives a lab of 3 managers and 2 workers on a roomy machine", () => {
    const { machines, engine, swarm, stacks, warnings } = configured({});
    expect(machines).toMatchObject({ source: "lab", lab: { name: "dev", network: "10.77.0.0/24", image: "docker" } });
    expect(machines.source === "lab" && machines.pools.map(({ name, count, memory }) => [name, count, memory])).toEqual(
      [
        ["manager", 3, 768],
        ["worker", 2, 768],
      ],
    );
    expect(engine).toEqual({ source: "distribution", daemon: {}, maxUnavailable: 1, allowDowngrade: false });
    expect(swarm).toEqual({ addressPools: ["10.201.0.0/16"], subnetSize: 24, dataPathPort: 4789 });
    expect(stacks).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("a small machine gets one worker", () => {
    const { machines } = configured({}, surroundings({ capacity: { cores: 2, memory: 16_384 } }));
    expect(machines.source === "lab" && machines.pools.map(({ count }) => count)).toEqual([3, 1]);
  });

  test("hosts: Docker's own packages, and labels are text", () => {
    const { machines, engine } = configured(hosts(host({ labels: { zone: 1, ssd: true } })));
    expect(engine.source).toBe("docker");
    expect(machines).toMatchObject({
      source: "hosts",
      hosts: [{ labels: { zone: "1", ssd: "true" }, connection: { port: 22, user: "root", privateKey } }],
    });
  });
});

test("stacks may be names or objects; their text and ports come along", () => {
  const { stacks } = configured({
    stacks: ["redis", { name: "mine", file: "rival.yaml", variables: { N: 3 }, timeout: 60 }],
  });
  expect(stacks).toMatchObject([
    { name: "redis", ports: [], timeout: 300, variables: {}, fileName: "stack.yaml" },
    {
      name: "mine",
      timeout: 60,
      variables: { N: "3" },
      fileName: "rival.yaml",
      ports: [{ service: "web", port: 8080 }],
    },
  ]);
  expect(stacks[0]?.file).toContain("image: redis");
});

test("a stack may have several files: all ports count, mistakes name their file", () => {
  const { stacks } = configured({ stacks: [{ name: "mine", file: ["empty.yaml", "rival.yaml"] }] });
  expect(stacks).toMatchObject([
    { fileName: "empty.yaml", overrides: [{ name: "rival.yaml" }], ports: [{ service: "web", port: 8080 }] },
  ]);
  expect(mistakes({ stacks: [{ name: "mine", file: ["rival.yaml", "broken.yaml"] }] })[0]).toMatch(
    /broken\.yaml:4:\d+: ./,
  );
  expect(mistakes({ stacks: [{ name: "mine", file: ["rival.yaml", "absent.yaml"] }] })).toEqual([
    expect.stringMatching(/needs the stack file absent\.yaml, which cannot be read/),
  ]);
});

test("env files are read: variables from one, services' beside the stack file", () => {
  const mine = (more: object) => ({ stacks: [{ name: "mine", file: "env/stack.yaml", envFile: "env/.env", ...more }] });
  expect(configured(mine({})).stacks).toMatchObject([
    { images: ["a:1"], variables: {}, envFile: { name: ".env" }, envFiles: [{ name: "./web.env", text: "A=1\n" }] },
  ]);
  expect(configured(mine({ variables: { TAG: "2" } })).stacks[0]?.images).toEqual(["a:2"]);
  expect(mistakes(mine({ envFile: "env/bad.env" }))).toEqual([
    expect.stringMatching(/^stacks\[0\] has a mistake: bad\.env:2: has a space in the name/),
  ]);
  expect(mistakes(mine({ envFile: "none.env" }))).toEqual([
    expect.stringMatching(/^stacks\[0\] needs the env file none\.env of its variables, which cannot be read/),
  ]);
});

test("files that secrets and configs name are read beside the stack file", () => {
  const { stacks } = configured({ stacks: [{ name: "w", file: "web/stack.yaml", variables: { P: "x" } }] });
  expect(stacks).toMatchObject([{ secrets: { k: "hunter2" }, configs: { c: "listen" }, variables: { P: "x" } }]);
  expect(mistakes({ stacks: [{ name: "w", file: "web/stack.yaml" }] })).toEqual([
    expect.stringMatching(/^stacks\[0\] .*secrets\.p is the variable P, which has no value/),
  ]);
  expect(mistakes({ stacks: [{ name: "b", file: "bad/stack.yaml" }] })).toEqual([
    expect.stringMatching(/^stacks\[0\] needs the file bad\/gone\.conf of its config c, which cannot be read: ENOENT/),
  ]);
});

test("other namespaces are left alone", () => {
  expect(() => parseConfig({ "aws:region": "eu-central-1", "pulumi:tags": "{" }, surroundings())).not.toThrow();
});

test("every mistake at once: unknown keys, types, names, files and what needs several keys", () => {
  expect(
    mistakes({
      stack: ["hello"],
      subnetSize: "wide",
      addressPools: ["10.77.0.0/16"],
      pools: [
        { name: "Managers", role: "manager", count: 3 },
        { name: "m", role: "manger", count: 1 },
        { name: "w", role: "worker", count: 2, lables: { a: "b" }, cpus: 64 },
      ],
      stacks: ["helo", { name: "x", file: "broken.yaml" }, { name: "y", file: "absent.yaml" }],
    }),
  ).toEqual([
    "pools[0].name must be a DNS label: a-z, 0-9 and - in between",
    "pools[1].role must be manager or worker: did you mean `manager`?",
    "pools[2].lables is no known key: did you mean `labels`?",
    "subnetSize must be a number (mask length of each overlay network)",
    "stack is no known key: did you mean `stacks`?",
    "pools[2].cpus must be at most 4, the processors of this machine",
    "addressPools[0] (10.77.0.0/16) overlaps the lab's network (10.77.0.0/24): choose a private network that nothing else uses",
    "stacks[0] is no known stack: did you mean `hello`? A stack of your own needs `file`.",
    expect.stringMatching(/^stacks\[1\] has a mistake in its file: broken\.yaml:4:\d+: ./),
    "stacks[2] needs the stack file absent.yaml, which cannot be read: ENOENT: no such file or directory, open 'absent.yaml'",
  ]);
});

test("a check of the preflight that is unknown is refused with the nearest one", () => {
  expect(mistakes({ preflight: { skipChecks: ["mtu", "hostnames"], maxClockSkew: 7200 } })).toEqual([
    expect.stringMatching(/^preflight\.skipChecks\[1\] must be reachable or .*: did you mean `hostname`\?/),
    expect.stringMatching(/^preflight\.maxClockSkew must be at most 3600/),
  ]);
  expect(configured({}).preflight).toEqual({ skipChecks: [], maxClockSkew: 60 });
});

test("the error is one plain text with code, count, namespaced paths and the fix", () => {
  const run = () => configured({ stack: [], source: "digital" });
  expect(run).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
  expect(run).toThrow(
    /has 2 mistakes:\n {2}swarm:source must be lab or hosts or digitalocean or aws: did you mean `digitalocean`\?\n {2}swarm:stack is no known key.*\nFix: /s,
  );
});

describe("managers", () => {
  const managers = (count: number) => ({ pools: [{ name: "m", role: "manager", count, memory: 256 }] });

  test.each([1, 3, 5, 7])("%i: no mistake, no warning", (count) =>
    expect(configured(managers(count)).warnings).toEqual([]),
  );
  test("2: a warning that says what it costs", () => {
    expect(configured(managers(2)).warnings).toEqual([
      "2 managers survive no loss: 2 of 2 are needed. 1 manager survives as much with one machine less; 3 managers survive the loss of 1.",
    ]);
  });
  test.each([
    [0, /^pools have no manager/],
    [8, /^pools have 8 managers: at most 7/],
  ])("%i: refused", (count, text) => expect(mistakes(managers(count))).toEqual([expect.stringMatching(text)]));
  test.each([-1, 1.5, "three"])("count %p: refused", (count) => {
    expect(mistakes(managers(count as number))).toEqual([expect.stringMatching(/^pools\[0\]\.count must be/)]);
  });
  test("hosts with broken keys still count as managers", () => {
    expect(mistakes(hosts(host({ hostKey: "nonsense" })))).toEqual([
      expect.stringMatching(/^hosts\[0\]\.hostKey is no/),
    ]);
  });
});

describe("lab", () => {
  test("more memory than the machine has: says what fits", () => {
    expect(mistakes({ pools: [{ name: "m", role: "manager", count: 5, memory: 4096 }] })).toEqual([
      "pools ask for 20480 MiB of memory in 5 machines; this machine has 16384 MiB, of which a lab may take 13107. " +
        "What fits: 3 machine(s) of 4096 MiB, or 5 of 2621 MiB each",
    ]);
  });
  test("pools with the same name or block", () => {
    const pool = { name: "m", role: "manager", count: 1 };
    expect(mistakes({ pools: [pool, pool, { ...pool, name: "n", block: 0 }] })).toEqual([
      "pools[1].name is the same as pools[0].name: m",
      "pools[2].block is the same as pools[0].block: 0",
    ]);
  });
  test.each(["10.77.0.0/16", "10.77.0.5/24", "10.0.2.0/24"])("network %s is refused", (network) => {
    expect(mistakes({ lab: { network }, addressPools: ["10.201.0.0/16"] })[0]).toMatch(/^lab\.network /);
  });
});

describe("hosts", () => {
  test.each([
    [{ privateKeyFile: "absent", privateKey: undefined }, /privateKeyFile cannot be read: ENOENT/],
    [{ privateKeyFile: "id.pub", privateKey: undefined }, /privateKeyFile is a public key/],
    [{ privateKeyFile: "id.locked", privateKey: undefined }, /privateKeyFile is encrypted .*ssh-keygen -p/],
    [{ privateKeyFile: "id" }, /privateKeyFile and `privateKey` are both given/],
    [{ privateKey: "hunter2" }, /privateKey is not a private key/],
    [{ privateKey: undefined }, /privateKey is missing/],
    [{ hostKey: undefined }, /hostKey is missing \(the host's public key/],
    [{ hostKey: "accept", port: 2200 }, /hostKey is no host key: .*ssh-keyscan -t ed25519 -p 2200 203\.0\.113\.1`/],
    [{ hostKey: `203.0.113.1 ${publicKey}` }, /hostKey begins with a host name/],
    [{ address: "10.20.0.300" }, /address is no valid IPv4 address/],
    [{ role: undefined }, /role is missing/],
    [{ adress: "10.20.0.1" }, /adress is no known key: did you mean `address`/],
    [{ jump: { host: "b", privateKey: lockedKey, hostKey: publicKey } }, /jump\.privateKey is encrypted/],
  ])("%#: %p is one mistake", (changes, text) => {
    const found = mistakes(hosts(host(changes)));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(text);
    expect(found[0]).toMatch(/^hosts\[0\]\./);
  });

  test("a key file works, and so does a fingerprint", () => {
    const { machines } = configured(
      hosts(host({ privateKey: undefined, privateKeyFile: "id", hostKey: `SHA256:${"a".repeat(43)}` })),
    );
    expect(machines.source === "hosts" && machines.hosts[0]?.connection.privateKey).toBe(privateKey);
  });
  test("names and addresses must differ; pools have no place", () => {
    expect(mistakes({ ...hosts(host(), host()), pools: [{ name: "p", role: "worker", count: 1 }] })).toEqual([
      "pools are for a lab or a cloud: with source `hosts`, list the `hosts`",
      "hosts[1].name is the same as hosts[0].name: a",
      "hosts[1].address is the same as hosts[0].address: 10.20.0.1",
    ]);
  });
  test("an address inside a pool of overlay networks", () => {
    expect(mistakes(hosts(host({ address: "10.201.3.4" })))).toEqual([
      expect.stringMatching(/overlaps the address of a/),
    ]);
  });
  test("source hosts without hosts", () => {
    expect(mistakes({ source: "hosts" })).toEqual([expect.stringMatching(/^hosts is missing/)]);
  });
  test("no message repeats a key", () => {
    const text = mistakes({
      ...hosts(host({ privateKey: lockedKey, role: "x" })),
      stacks: '["hello", hunter2]',
    }).join();
    for (const word of [...lockedKey.split("\n").slice(1, 3), "hunter2"]) expect(text).not.toContain(word);
    expect(text).toContain("stacks is not valid JSON");
  });
});

describe("stacks", () => {
  const stack = (file: string) => ({ name: "other", file });
  test.each([
    [["hello", stack("rival.yaml")], /publishes 8080\/tcp for service web, as stacks\[0\] \(hello, service web\) does/],
    [[stack("taken.yaml")], /publishes 7946\/tcp .* swarm gossip/],
    [[stack("empty.yaml")], /`services:` is missing/],
    [["hello", "hello"], /stacks\[1\]\.name is the same as stacks\[0\]\.name: hello/],
    [[{ name: "Bad Name", file: "rival.yaml" }], /stacks\[0\]\.name/],
  ])("%j is refused", (stacks, text) => expect(mistakes({ stacks })[0]).toMatch(text));
});

test("address pools: Docker's bridge, each other, and subnets that do not fit", () => {
  const found = mistakes({ addressPools: ["172.16.0.0/12", "10.8.0.0/25", "10.8.0.0/16"] });
  expect(found).toEqual([
    expect.stringMatching(/^addressPools\[0\] .* overlaps Docker's own bridge/),
    expect.stringMatching(/^addressPools\[1\] .* is smaller than one overlay network of \/24/),
    expect.stringMatching(/^addressPools\[2\] .* overlaps addressPools\[1\]/),
  ]);
});

describe("what the image's system cannot have is refused before there is a machine", () => {
  test.each([
    [
      { image: "bare-bookworm" },
      { source: "distribution", version: "26.1.5" },
      /engine\.version.*whose own Docker is 20\.10\.24/,
    ],
    [{ image: "bare" }, { source: "distribution", version: "29.0.1" }, /engine\.version.*whose own Docker is 26\.1\.5/],
  ])("%j with %j", (lab, engine, message) => {
    expect(() => configured({ lab, engine })).toThrow(message);
  });

  test("by the name of a cloud's image", () => {
    expect(osOfImage("ubuntu-24-04-x64")).toMatchObject({ id: "ubuntu", version: "24.04" });
    expect(osOfImage("rockylinux-9-x64")).toMatchObject({ id: "rocky", version: "9" });
    expect(osOfImage("my-image-3")).toBeUndefined();
    expect(osOfImage("ami-0123")).toBeUndefined();
  });
});

test("settings of the swarm, with the key and the range of what is wrong", () => {
  const swarm = { autolock: true, certificateExpiry: 24, recover: { swarmId: "x", survivor: "manager-1" } };
  expect(configured({ swarm }).swarm).toMatchObject(swarm);
  const wrong = mistakes({ swarm: { certificateExpiry: 0, autoLock: true, ca: { cert: "x" } } });
  expect(wrong.join("\n")).toMatch(/swarm\.certificateExpiry/);
  expect(wrong.join("\n")).toMatch(/autoLock.*autolock/);
  expect(wrong.join("\n")).toMatch(/swarm\.ca.*cert/);
});
