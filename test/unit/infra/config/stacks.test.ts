import { configured, problems } from "../../configured";
import { environment } from "../../environment";

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

test("a stack may have several files: all ports count, problems name their file", () => {
  const { stacks } = configured({ stacks: [{ name: "mine", file: ["empty.yaml", "rival.yaml"] }] });
  expect(stacks).toMatchObject([
    { fileName: "empty.yaml", overrides: [{ name: "rival.yaml" }], ports: [{ service: "web", port: 8080 }] },
  ]);
  expect(problems({ stacks: [{ name: "mine", file: ["rival.yaml", "broken.yaml"] }] })[0]).toMatch(
    /broken\.yaml:4:\d+: ./,
  );
  expect(problems({ stacks: [{ name: "mine", file: ["rival.yaml", "absent.yaml"] }] })).toEqual([
    expect.stringMatching(/needs the stack file absent\.yaml, which cannot be read/),
  ]);
});

test("env files are read: variables from one, services' beside the stack file", () => {
  const mine = (more: object) => ({ stacks: [{ name: "mine", file: "env/stack.yaml", envFile: "env/.env", ...more }] });
  expect(configured(mine({})).stacks).toMatchObject([
    { images: ["a:1"], variables: {}, envFile: { name: ".env" }, envFiles: [{ name: "./web.env", text: "A=1\n" }] },
  ]);
  expect(configured(mine({ variables: { TAG: "2" } })).stacks[0]?.images).toEqual(["a:2"]);
  expect(problems(mine({ envFile: "env/bad.env" }))).toEqual([
    expect.stringMatching(/^stacks\[0\] has a problem: bad\.env:2: has a space in the name/),
  ]);
  expect(problems(mine({ envFile: "none.env" }))).toEqual([
    expect.stringMatching(/^stacks\[0\] needs the env file none\.env of its variables, which cannot be read/),
  ]);
});

test("files that secrets and configs name are read beside the stack file", () => {
  const { stacks } = configured({ stacks: [{ name: "w", file: "web/stack.yaml", variables: { P: "x" } }] });
  expect(stacks).toMatchObject([{ secrets: { k: "hunter2" }, configs: { c: "listen" }, variables: { P: "x" } }]);
  expect(problems({ stacks: [{ name: "w", file: "web/stack.yaml" }] })).toEqual([
    expect.stringMatching(/^stacks\[0\] .*secrets\.p is the variable P, which has no value/),
  ]);
  expect(problems({ stacks: [{ name: "b", file: "bad/stack.yaml" }] })).toEqual([
    expect.stringMatching(/^stacks\[0\] needs the file bad\/gone\.conf of its config c, which cannot be read: ENOENT/),
  ]);
});

test("what lies beside a stack file is looked for in its folder, and the resource learns that folder only to copy", () => {
  const stack = { name: "mine", file: "env/stack.yaml", variables: { TAG: "1" } };
  expect(configured({ stacks: [{ ...stack, files: "copy" }] }).stacks).toMatchObject([
    { files: "copy", folder: "/project/env" },
  ]);
  expect(configured({ stacks: [stack] }).stacks[0]).not.toHaveProperty("folder");
  const mounting = environment({ readFile: () => "services: { a: { image: b, volumes: ['./c.conf:/c'] } }" });
  expect(problems({ stacks: [stack] }, mounting)).toEqual([
    expect.stringContaining("configs: [{source: c_conf, target: /c}]"),
  ]);
  expect(problems({ stacks: [{ ...stack, files: "copy" }] }, mounting)).toEqual([
    expect.stringMatching(/^stacks\[0\] .*services\.a\.volumes\[0\]: there is no `\.\/c\.conf` beside the stack file/),
  ]);
});

describe("stacks", () => {
  const stack = (file: string) => ({ name: "other", file });
  test.each([
    [["hello", stack("rival.yaml")], /publishes 8080\/tcp for service web, as stacks\[0\] \(hello, service web\) does/],
    [[stack("taken.yaml")], /publishes 7946\/tcp .* swarm gossip/],
    [[stack("empty.yaml")], /`services:` is missing/],
    [["hello", "hello"], /stacks\[1\]\.name is the same as stacks\[0\]\.name: hello/],
    [[{ name: "Bad Name", file: "rival.yaml" }], /stacks\[0\]\.name/],
  ])("%j is refused", (stacks, text) => expect(problems({ stacks })[0]).toMatch(text));
});
