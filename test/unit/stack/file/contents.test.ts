import { createHash } from "node:crypto";
import { parse } from "yaml";
import { withObjects } from "../../../../provisioners/stack/compose/objects";
import { contentProblems, nameObjects } from "../../../../provisioners/stack/file/contents";
import { readStackFile } from "../../../../provisioners/stack/file/file";

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

  test.each([
    ["3.1", "secret", { external: { name: "shop_a_1" } }],
    ["3.3", "config", { external: { name: "shop_a_1" } }],
    ["3.4", "secret", { external: { name: "shop_a_1" } }],
    ["3.5", "secret", { external: true, name: "shop_a_1" }],
    ["3.13", "config", { external: true, name: "shop_a_1" }],
    ["3", "config", { external: true, name: "shop_a_1" }],
  ] as const)("in a file of format %s are named as that knows it: a %s", (version, kind, external) => {
    const file = `version: "${version}"\nservices: {web: {image: nginx:1}}\n${kind}s: {a: {file: a.txt}}`;
    expect(readStackFile(file, { name: "shop" })).toMatchObject({ problems: [], objects: [{ kind, key: "a" }] });
    const changed = withObjects(file, [{ kind, key: "a", name: "shop_a_1" }]);
    expect(parse(changed)).toMatchObject({ version, [`${kind}s`]: { a: external } });
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

test("long names of secrets and configs are shortened for their hash, which still tells them apart", () => {
  const key = "k".repeat(58);
  const file = `services: { web: { image: a } }\nsecrets: { ${key}a: { file: a }, ${key}b: { file: a }, k: { file: a } }`;
  const { problems, objects } = readStackFile(file, { name: "shop" });
  expect(problems).toEqual([]);
  const secrets = { [`${key}a`]: "one", [`${key}b`]: "one", k: "one" };
  const names = nameObjects("shop", objects, { variables: {}, secrets, configs: {} }).map(({ name }) => name);
  expect(names[0]).toMatch(/^shop_k{46}_[0-9a-f]{12}$/);
  expect(names[0]).toHaveLength(64);
  expect(names[1]).toMatch(/^shop_k{46}_[0-9a-f]{12}$/);
  expect(names[1]).not.toBe(names[0]);
  // Those that fit are called as ever, so that nothing is made anew.
  expect(names[2]).toBe("shop_k_01ff73f6ddd3");
  const long = file.replaceAll(key, `${key}k`);
  expect(readStackFile(long, { name: "shop" }).problems.map(({ reason }) => reason)).toEqual([
    expect.stringMatching(/has a name that is 1 too long: Docker takes 64/),
    expect.stringMatching(/has a name that is 1 too long/),
  ]);
});
