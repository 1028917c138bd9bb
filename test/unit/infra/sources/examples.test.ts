import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
// The type check compiles these programs.
const programs = [
  "typescript/hosts/index.ts",
  "typescript/server/index.ts",
  "typescript/hosts/machines.ts",
  "typescript/lab/index.ts",
  "resources/index.ts",
].map((name) => read(`examples/${name}`));

test.each([
  ["cluster/index.ts", "new Cluster("],
  ["resources/index.ts", "new Stack("],
  ["sources/hosts/machines.ts", "hostMachines("],
  ["sources/lab/machines.ts", "labMachines("],
])("the example in infra/%s is part of a program in examples/", (file, call) => {
  const blocks = [...read(`infra/${file}`).matchAll(/@example\n \* ```ts\n([\s\S]*?) \* ```/g)].map(([, block = ""]) =>
    block.replaceAll(/^ \* ?/gm, ""),
  );
  const code = blocks.find((block) => block.includes(call)) ?? "";
  expect(code).toContain(call);
  expect(programs.filter((program) => program.includes(code))).not.toEqual([]);
});
