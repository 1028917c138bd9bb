import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { parse } from "yaml";
import { withObjects } from "../../provisioners/stack/compose/objects";
import { contentProblems, nameObjects } from "../../provisioners/stack/contents";
import { placed, readStackFile } from "../../provisioners/stack/file";
import { variableProblems } from "../../provisioners/stack/variables";
import verdicts from "./corpus/verdicts.json";

const corpus = join(__dirname, "corpus");
const web = (more: string) => `services:\n  web:\n    image: nginx:1\n${more}`;
const problems = (text: string, name?: string) => readStackFile(text, { name, fileName: "f" }).problems.map(placed);
const warnings = (text: string) => readStackFile(text).warnings.map(({ reason }) => reason);

/** Where Docker takes what we refuse: it is without effect, means something else, or cannot run. */
const stricter = new Set([
  ...["dup-key", "two-docs", "services-empty", "vol-rel", "i-reqdash", "i-reqdash2", "i-swallow", "i-weird"],
  ...["constraint-key", "constraint-role", "netkey-bad", "subnet-bad", "vol-colons"],
  ...["notarget", "relarget", "port-c0", "port-long-mode", "port-long-notarget", "proto-bad"],
]);

describe("Docker's own verdicts", () => {
  const variables = { TEXT: "text", TWO: "2", YES: "yes", EMPTY: "" };
  test.each(verdicts)("$name", ({ name, text, refused }) => {
    const { problems, envFiles } = readStackFile(text, { variables, name: "t" });
    // Nothing lies beside these files.
    const found = [...problems, ...variableProblems({ variables, envFiles: [] }, envFiles)];
    if (refused || stricter.has(name)) expect(found).not.toEqual([]);
    else expect(found).toEqual([]);
  });
});

test.each(readdirSync(corpus).filter((file) => file.endsWith(".yaml")))("%s is sound", (file) => {
  const text = readFileSync(join(corpus, file), "utf8");
  const found = readStackFile(text, { name: "corpus" });
  expect(found.problems).toEqual([]);
  expect(found.services.length).toBeGreaterThan(1);
});

describe("everything that is wrong is said at once, with place and fix", () => {
  test("in one file", () => {
    const text = [
      "service:",
      "  web: {}",
      "services:",
      "  web:",
      "    imagee: nginx",
      "    deploy:",
      "      replica: 3",
      "      resources:",
      "        limits: { cpus: 0.5, memory: 1 gallon }",
      "    networks: [frontnd]",
      "    volumes: [data:/data]",
      "    ports: ['8080:http']",
      "    stop_grace_period: 10",
      "networks:",
      "  frontend: {}",
    ].join("\n");
    expect(problems(text)).toEqual([
      "f:1:1: `service` is no known key: did you mean `services`?",
      "f:4:3: services.web needs `image`",
      "f:5:5: `services.web.imagee` is no known key: did you mean `image`?",
      "f:7:7: `services.web.deploy.replica` is no known key: did you mean `replicas`?",
      "f:9:25: services.web.deploy.resources.limits.cpus must be text: put the value in quotes",
      "f:9:38: services.web.deploy.resources.limits.memory must be an amount of memory, such as `512M` or `1G`",
      "f:10:16: there is no network `frontnd`: did you mean `frontend`?",
      "f:11:15: there is no volume `data`: declare it under the top-level `volumes`",
      expect.stringMatching(/^f:12:13: services\.web\.ports\[0\] has no valid port of the container/),
      "f:13:24: services.web.stop_grace_period must be text: put the value in quotes",
    ]);
  });

  test("where an anchor stands, once", () => {
    const text = "x-a: &a\n  image: nginx:1\n  tty: 1\nservices:\n  a: *a\n  b:\n    <<: *a\n";
    expect(problems(text)).toEqual([
      "f:3:8: services.a.tty must be true or false",
      "f:3:8: services.b.tty must be true or false",
    ]);
  });

  test("at the variable, also inside a text of several lines", () => {
    const text = web(`    hostname: "a\${B?}"\n    command: |\n      x\n      $(date)\n`);
    expect(problems(text)[0]).toMatch(/^f:4:17: the variable B has no value/);
    expect(problems(text)[1]).toMatch(/^f:5:14: a single/);
  });

  test.each([
    ["    extends: {service: a}\n", "use a YAML anchor"],
    ["    mem_limit: 1G\n", "deploy.resources.limits.memory"],
    ["    scale: 2\n", "deploy.replicas"],
    ["    depends_on: {db: {condition: service_healthy}}\n", "must be a list"],
    ["    volumes: ['./html:/srv']\n", "nothing lies beside the file"],
    ["    deploy: {placement: {constraints: [disk == ssd]}}\n", "node.labels.disk"],
    ["    deploy: {mode: global, replicas: 2}\n", "remove one of them"],
    ["secrets: {a: {file: ./a.txt, environment: A}}\n", "remove one of them"],
    ["secrets: {a: {labels: {x: y}}}\n", "needs `file`, `environment` or `external: true`"],
    ["x-a: &a {a: {file: b}}\nconfigs: {<<: *a}\n", "write it out"],
    ["x-a: &a {a: {file: b}}\nconfigs: *a\n", "write it out"],
    ["    environment: {A: yes}\n", "put the value in quotes"],
  ])("%j", (text, fix) => expect(problems(web(text)).join()).toContain(fix));

  test("names that become too long with the stack's", () => {
    expect(problems("services: {'a.b': {image: x}}")).toEqual([expect.stringContaining("is no name for a service")]);
    expect(problems(web(""), "s".repeat(60))).toEqual([expect.stringContaining("1 too long")]);
  });
});

describe("secrets and configs", () => {
  const text = [
    "x-b: &b {file: b.txt}",
    "services: {web: {image: nginx:1, secrets: [a, b], configs: [c, d]}}",
    "secrets:",
    "  a: # of the variable",
    "    environment: PASSWORD",
    "    labels: [team=web]",
    "  b: *b",
    "  own: {external: true}",
    "configs:",
    `  c: {file: "\${DIR:-etc}/c.conf"}`,
    "  d:",
    "    file: /on/the/managers",
  ].join("\n");

  test("that need a content are found, with its source", () => {
    const { problems, objects } = readStackFile(text, { name: "shop" });
    expect(problems).toEqual([]);
    expect(objects).toMatchObject([
      { kind: "secret", key: "a", environment: "PASSWORD", labels: { team: "web" }, place: { line: 4 } },
      { kind: "secret", key: "b", file: "b.txt" },
      { kind: "config", key: "c", file: "etc/c.conf" },
    ]);
  });

  test("are there already when Docker reads the file, whose lines stay where they are", () => {
    const objects = (["a", "b", "c"] as const).map((key) => ({ key, name: `shop_${key}_1` }));
    const kinds = { a: "secret", b: "secret", c: "config" } as const;
    const changed = withObjects(
      text,
      objects.map((object) => ({ ...object, kind: kinds[object.key] })),
    );
    expect(parse(changed, { merge: true })).toMatchObject({
      services: { web: { secrets: ["a", "b"] } },
      secrets: {
        a: { external: true, name: "shop_a_1" },
        b: { external: true, name: "shop_b_1" },
        own: { external: true },
      },
      configs: { c: { external: true, name: "shop_c_1" }, d: { file: "/on/the/managers" } },
    });
    expect(changed.split("\n").findIndex((line) => line.includes("/on/the/managers"))).toBe(11);
    expect(readStackFile(changed, { name: "shop" })).toMatchObject({ problems: [], objects: [] });
  });

  test("have one name for one content, from which it cannot be seen", () => {
    const { objects } = readStackFile(text, { name: "shop" });
    const named = (password: string) =>
      nameObjects("shop", objects, { variables: { PASSWORD: password }, secrets: { b: "b" }, configs: { c: "c" } });
    const names = (password: string) => named(password).map(({ name }) => name);
    expect(names("one")).toEqual(names("one"));
    expect(names("one")[0]).toMatch(/^shop_a_[0-9a-f]{12}$/);
    expect(names("two")[0]).not.toBe(names("one")[0]);
    expect(names("two").slice(1)).toEqual(names("one").slice(1));
    const plain = ["sha256", "sha1", "md5"].map((kind) => createHash(kind).update("one").digest("hex").slice(0, 12));
    for (const hash of plain) expect(names("one").join()).not.toContain(hash);
  });

  test("without a content, with an empty one or a strange one are refused", () => {
    const { objects } = readStackFile(text, { name: "shop", fileName: "f" });
    const found = contentProblems(objects, {
      variables: {},
      secrets: { b: "", z: "1" },
      configs: { c: "x".repeat(1024 * 1000) },
    });
    expect(found).toEqual([
      {
        property: "file",
        reason: expect.stringMatching(/^f:4:3: secrets\.a is the variable PASSWORD, which has no value/),
      },
      { property: 'secrets["b"]', reason: expect.stringContaining("is empty") },
      { property: 'configs["c"]', reason: expect.stringContaining("has 1024000 bytes") },
      { property: 'secrets["z"]', reason: expect.stringContaining("no secret `z` with `file`; it has `b`") },
    ]);
  });
});

describe("several files", () => {
  const read = (text: string, ...overrides: string[]) =>
    readStackFile(text, {
      name: "shop",
      fileName: "a.yaml",
      overrides: overrides.map((text, index) => ({ name: `${"bcd"[index]}.yaml`, text })),
    });

  test("make what Docker's own CLI makes of them", () => {
    const [base = "", over = "", docker = ""] = ["base", "over", "docker"].map((name) =>
      readFileSync(join(corpus, "merged", `${name}.yaml`), "utf8"),
    );
    const ours = read(base, over);
    const theirs = readStackFile(docker, { name: "shop" });
    expect(ours.problems).toEqual([]);
    expect(theirs.problems).toEqual([]);
    const inOrder = ({ services, images, volumes, ports, objects }: typeof ours) => ({
      ...{ services: services.sort(), images: images.sort(), volumes },
      ports: ports.sort((a, b) => a.port - b.port),
      objects: objects.map(({ kind, key, file, labels }) => ({ kind, key, file, labels })),
    });
    expect(inOrder(ours)).toEqual(inOrder(theirs));
    expect(ours.warnings.map(({ file, reason }) => `${file} ${reason}`)).toEqual([
      expect.stringMatching(/^b\.yaml services\.web\.read_only: Docker keeps the value of the earlier file/),
      expect.stringMatching(/^b\.yaml services\.web\.healthcheck\.test: Docker appends it/),
      "b.yaml networks.front: Docker takes this in the place of the earlier file's, without its `driver_opts`, `attachable`",
      "b.yaml volumes.data: Docker takes this in the place of the earlier file's, without its `driver_opts`",
      "b.yaml secrets.s: Docker takes this in the place of the earlier file's, without its `labels`",
    ]);
  });

  test("each have their own mistakes, at their own places", () => {
    const found = read(
      "services:\n  web: { image: nginx:1, imag: a }\n",
      "services:\n  web:\n    ports: [x]\n    networks: [none]\n",
      "services:\n  new: {}\n",
    ).problems.map(placed);
    expect(found).toEqual([
      "a.yaml:2:26: `services.web.imag` is no known key: did you mean `image`?",
      expect.stringMatching(/^b\.yaml:3:13: services\.web\.ports\[0\]/),
      expect.stringMatching(/^b\.yaml:4:16: there is no network `none`/),
      "c.yaml:2:3: services.new needs `image`",
    ]);
  });

  test("need not all have services, but must be of one version", () => {
    expect(read("networks: {back: {}}", web("    networks: [back]\n")).problems).toEqual([]);
    expect(read("networks: {n: {}}", "volumes: {}").problems.map(placed)).toEqual([
      "a.yaml:1:1: `services:` is missing",
    ]);
    expect(read(web(""), `version: "3.8"\n${web("")}`).problems.map(placed)).toEqual([
      expect.stringMatching(/^b\.yaml:1:1: Docker merges only files of one `version:`/),
    ]);
    expect(read(web(""), "services: [").problems[0]).toMatchObject({ file: "b.yaml", line: 1 });
  });

  test("lose ports that share a number, which is said", () => {
    const { warnings, ports } = read(web("    ports: ['53:53/tcp', '53:53/udp']\n"), web("    tty: true\n"));
    expect(ports).toEqual([expect.objectContaining({ port: 53, protocol: "udp" })]);
    expect(warnings.map(placed)).toEqual([expect.stringMatching(/^a\.yaml:4:26: .* keeps one element for `53`/)]);
  });
});

describe("what Docker ignores is said", () => {
  test.each([
    ["    privileged: true\n", /^SECURITY: Docker ignores services\.web\.privileged/],
    ["    security_opt: [no-new-privileges]\n", /^SECURITY: .* WITHOUT it/],
    ["    ports: ['127.0.0.1:80:80']\n", /^SECURITY: .* ALL addresses/],
    ["    container_name: a\n", /^Docker ignores services\.web\.container_name/],
    ["    environment: [HOME]\n", /HOME has no value/],
    ["    volumes: [{type: bind, source: /a, target: /a, bind: {create_host_path: true}}]\n", /^Docker ignores it/],
  ])("%j", (text, expected) => expect(warnings(web(text))).toEqual([expect.stringMatching(expected)]));
});

describe("fuzzed", () => {
  const key = fc.constantFrom("services", "web", "image", "ports", "deploy", "volumes", "networks", "<<", "x-a", "a b");
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.double());
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 6 }, scalar, fc.array(tie("value")), fc.dictionary(key, tie("value"))),
  }));

  test("any text and any tree is judged without a crash; values are not shown", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void readStackFile(text)));
    fc.assert(fc.property(value, (tree) => void readStackFile(JSON.stringify(tree))));
    const alphabet = fc.constantFrom(
      "services",
      ":",
      "\n",
      "  ",
      "- ",
      "&a ",
      "*a",
      "<<",
      "{",
      "}",
      "[",
      "]",
      "'",
      "$",
      "${",
      "|",
      "?",
      "!!int ",
    );
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 40 }), (parts) => void readStackFile(parts.join(""))),
      {
        numRuns: 1_000,
      },
    );
  });

  test("a sound file with one change is judged without a crash", () => {
    const sound = readFileSync(join(corpus, "wordpress.yaml"), "utf8");
    fc.assert(
      fc.property(fc.nat(sound.length), fc.nat(20), fc.string({ maxLength: 5 }), (start, length, put) => {
        readStackFile(sound.slice(0, start) + put + sound.slice(start + length));
      }),
    );
  });

  test("aliases of aliases and deep nesting end soon", () => {
    const levels = Array.from({ length: 12 }, (_, i) => `x-${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    expect(problems(`x-0: &a0 [x]\n${levels.join("\n")}\n${web("")}`)).toEqual([expect.stringContaining("too large")]);
    expect(problems("[".repeat(100_000))[0]).toMatch(/./);
    expect(problems(`x-a: ${"[".repeat(500)}${"]".repeat(500)}`)).toEqual([expect.stringContaining("too deeply")]);
  });
});
