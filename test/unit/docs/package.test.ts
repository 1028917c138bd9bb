import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { bin, files, main, types } from "../../../package.json";
import { packageRoot } from "../../../provisioners/core/paths";
import { sources } from "./sources";

interface Packed {
  size: number;
  files: { path: string }[];
}

const read = (path: string) => readFileSync(join(packageRoot, path), "utf8");

/** What npm publishes. */
const { size, files: entries } = (() => {
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const json = execFileSync("npm", args, { cwd: packageRoot, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  return (JSON.parse(json) as [Packed])[0];
})();
const paths = entries.map(({ path }) => path);
const published = (path: string) => paths.some((file) => file === path || file.startsWith(`${path}/`));

/** The links of a page to what is beside it, from the package's folder. */
const linked = (page: string) =>
  [...read(page).matchAll(/\]\((?![a-z]+:|#)([^)#\s]+)/g)].map(([, link = ""]) => join(dirname(page), link));

describe("the npm package", () => {
  test("has at most 550 kB", () => expect(size).toBeLessThanOrEqual(550_000));

  test("lists no exclusions: what is in its folders is published", () => {
    expect(files.filter((pattern) => pattern.startsWith("!"))).toEqual([]);
  });

  test("leaves out what only contributors use", () => {
    const useless = /\.map$|\.tsbuildinfo$|fingerprint|(^|\/)(tools|bench|test|tests|dist)\/|\.test\.|\.part$/;
    expect(paths.filter((path) => useless.test(path))).toEqual([]);
    expect(
      paths.filter((path) => path.endsWith(".ts") && !/^(examples\/|bundle\/types\/.*\.d\.ts$)/.test(path)),
    ).toEqual([]);
  });

  test("holds what package.json names", () => {
    expect([main, types, ...Object.values(bin)].filter((path) => !published(path))).toEqual([]);
  });

  test("keeps the names of functions in the stack of an error, and lines that can be read", () => {
    const program = `try { require(${JSON.stringify(packageRoot)}).hostMachines([{}]) } catch (error) { console.log(error.stack) }`;
    const stack = execFileSync(process.execPath, ["-e", program], { encoding: "utf8" });
    expect(stack).toMatch(/at checkedConnection .*bundle\/pulumi-swarm\.js:\d+/);
    const longest = Math.max(
      ...read(main)
        .split("\n")
        .map((line) => line.length),
    );
    expect(longest).toBeLessThan(1_000);
  });

  test("holds every file that one of its pages links to", () => {
    const pages = paths.filter((path) => path.endsWith(".md"));
    expect(pages.length).toBeGreaterThan(15);
    expect(pages.flatMap((page) => linked(page).filter((path) => !published(path)))).toEqual([]);
  });

  test("holds every file that a message or a description names", () => {
    const texts = ["bundle/pulumi-swarm.js", "plugin/schema.json", ...paths.filter((path) => path.endsWith(".d.ts"))];
    const pattern = /(?<![\w./-])(?:(?:docs|examples)\/[\w./-]*\w|Pulumi\.\w+\.example\.yaml)/g;
    // The bundle continues long texts on the next line.
    const named = new Set(texts.flatMap((path) => read(path).replaceAll("\\\n", "").match(pattern) ?? []));
    expect(named.size).toBeGreaterThan(2);
    expect([...named].filter((path) => !published(path))).toEqual([]);
  });

  test("holds every file of the dashboard's page", () => {
    const folder = "cli/dashboard/page";
    const names = readdirSync(join(packageRoot, folder)).filter((name) => !name.endsWith(".json"));
    expect(names.length).toBeGreaterThan(3);
    expect(names.map((name) => join(folder, name)).filter((path) => !published(path))).toEqual([]);
  });

  test("holds every file of the lab that is read when it runs", () => {
    const sources = readdirSync(join(packageRoot, "lab"), { recursive: true, withFileTypes: true });
    const data = sources.filter((entry) => entry.isFile() && !entry.name.endsWith(".ts"));
    expect(data.length).toBeGreaterThan(10);
    const missing = data.map(({ parentPath, name }) => join(parentPath, name).slice(packageRoot.length + 1));
    expect(missing.filter((path) => !published(path))).toEqual([]);
  });
});

describe("what a user of the package reads", () => {
  const ofCheckout = /\bnpm (start|test|ci|run [\w:]+)/;

  test("no text of the package names a command that only a checkout has, but those of the checkout's own commands", () => {
    const own = ["provisioners/core/reader-command.ts", "provisioners/core/error-codes/tools.ts"];
    const named = [...sources()]
      .filter(([path]) => !/^(tools|bench)\//.test(path))
      .filter(([, text]) => ofCheckout.test(text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")));
    expect(named.map(([path]) => path).sort()).toEqual(own.sort());
  });

  test.each(paths.filter((path) => path.endsWith(".md")))(
    "%s says where a command of the checkout is typed",
    (page) => {
      const text = read(page).replace(/<!--[\s\S]*?-->/g, "");
      if (ofCheckout.test(text)) expect(text).toMatch(/git clone|checkout/);
    },
  );
});
