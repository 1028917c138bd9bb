import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";

const read = (page: string) => readFileSync(join(packageRoot, page), "utf8");
const isGenerated = (page: string) => page.startsWith("docs/api/");

/** All pages that a reader may open, with paths from the package's folder. */
const pages = [
  ...readdirSync(packageRoot).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(packageRoot, "docs"), { recursive: true, encoding: "utf8" }).map((name) => join("docs", name)),
  ...readdirSync(join(packageRoot, "stacks"), { recursive: true, encoding: "utf8" }).map((name) =>
    join("stacks", name),
  ),
].filter((page) => page.endsWith(".md") && !isGenerated(page));

/** The part of a link behind `#`, as GitHub makes it of a heading. */
const anchor = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsOf = (page: string) => [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading ?? ""));

/** Targets of the links of a page that lead into this repository. */
const linksOf = (page: string) =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? "").filter((to) => !/^[a-z]+:/.test(to));

test.each(pages)("every link of %s leads to a file and a heading that exist", (page) => {
  const dead = linksOf(page).filter((link) => {
    const [path = "", heading] = link.split("#");
    const target = path ? join(dirname(page), path) : page;
    if (!existsSync(join(packageRoot, target))) return true;
    return heading !== undefined && !anchorsOf(target).includes(heading);
  });
  expect(dead).toEqual([]);
});

test.each(pages)("every test that %s names exists", (page) => {
  const named = [...read(page).matchAll(/`(test\/[\w./-]+)`/g)].map(([, path]) => path ?? "");
  const missing = named.filter(
    (path) => ![path, `${path}.ts`, `${path}.test.ts`].some((file) => existsSync(join(packageRoot, file))),
  );
  expect(missing).toEqual([]);
});

test("the program in README is the one in examples/own-program, in at most twelve lines", () => {
  const [, program = ""] = /```ts\n([\s\S]*?)```/.exec(read("README.md")) ?? [];
  expect(program).toBe(read("examples/own-program/index.ts"));
  expect(program.trimEnd().split("\n").length).toBeLessThanOrEqual(12);
});
