import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
// The type check compiles these programs.
const programs = ["own-program/index.ts", "own-program/machines.ts", "lab-program/index.ts"].map((name) => {
  return read(`examples/${name}`);
});

test.each([
  ["cluster.ts", "new Cluster("],
  ["resources.ts", "new Stack("],
  ["sources/hosts/machines.ts", "hostMachines("],
  ["sources/lab/machines.ts", "labMachines("],
])("the example in infra/%s is part of a program in examples/", (file, call) => {
  const [, block = ""] = /@example\n \* ```ts\n([\s\S]*?) \* ```/.exec(read(`infra/${file}`)) ?? [];
  const code = block.replaceAll(/^ \* ?/gm, "");
  expect(code).toContain(call);
  expect(programs.filter((program) => program.includes(code))).not.toEqual([]);
});
