import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { homepage } from "../../../package.json";
import { packageRoot } from "../../../provisioners/core/paths";

const read = (page: string) => readFileSync(join(packageRoot, page), "utf8");

/** All pages that a reader may open, with paths from the package's folder. */
const pages = [
  ...readdirSync(packageRoot).filter((name) => name.endsWith(".md")),
  ...["docs", "contributing", "stacks"].flatMap((folder) =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  ),
].filter((page) => page.endsWith(".md"));

/** The part of a link behind `#`, as GitHub makes it of a heading. */
const anchor = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsOf = (page: string) => [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading ?? ""));

/** What a page in the npm package links to on GitHub, because it is not in the package. */
const onGitHub = `${homepage.replace("#readme", "")}/blob/main/`;

/** Targets of the links of a page that lead into this repository, from the page's folder. */
const linksOf = (page: string) =>
  [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.replace(onGitHub, `${relative(dirname(page), ".") || "."}/`))
    .filter((to) => !/^[a-z]+:/.test(to));

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

test("the program in README is the one in examples/typescript/hosts, in at most twelve lines", () => {
  const [, program = ""] = /```ts\n([\s\S]*?)```/.exec(read("README.md")) ?? [];
  expect(program).toBe(read("examples/typescript/hosts/index.ts"));
  expect(program.trimEnd().split("\n").length).toBeLessThanOrEqual(12);
});
