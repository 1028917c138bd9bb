import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";
import { sources } from "./sources";

const rows = readFileSync(join(packageRoot, "docs/glossary.md"), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && !line.startsWith("| term |"))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("the glossary has terms, each with a meaning and a place in the code", () => {
  expect(rows.length).toBeGreaterThan(50);
  expect(rows.filter(([, term, meaning, code]) => !term || !meaning?.endsWith(".") || !code)).toEqual([]);
});

test("a term has one row", () => {
  const terms = rows.map(([, term]) => term);
  expect(terms.filter((term, index) => terms.indexOf(term) < index)).toEqual([]);
});

test("every identifier and file of the glossary exists", () => {
  const texts = sources();
  const words = new Set([...texts.values()].flatMap((text) => text.match(/\w+/g) ?? []));
  const paths = [...texts.keys()];
  const names = rows.flatMap(([, , , code]) =>
    [...(code ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name as string),
  );
  const exists = (name: string) =>
    words.has(name) || paths.some((path) => path.endsWith(`/${name}`)) || existsSync(join(packageRoot, name));
  expect(names.filter((name) => !exists(name))).toEqual([]);
});
