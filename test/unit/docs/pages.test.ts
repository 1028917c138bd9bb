import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";
import { configDocs } from "../../../tools/docs/configuration";
import { generatedPages } from "../../../tools/docs/pages";
import { resourcesPage } from "../../../tools/docs/resources";

test.each(Object.entries(generatedPages))("%s is current (`npm run docs` writes it)", (path, page) => {
  expect(readFileSync(join(packageRoot, path), "utf8")).toBe(page());
});

test("every configuration key has a meaning", () => {
  const rows = configDocs()
    .split("\n")
    .filter((row) => row.startsWith("| `"));
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter((row) => / \| *\|$/.test(row))).toEqual([]);
});

test("every input of a resource has a meaning", () => {
  const [, ...inputs] = resourcesPage().split("Inputs:\n");
  const rows = inputs.flatMap((section) =>
    (section.split("Outputs:")[0] ?? "").split("\n").filter((row) => row.startsWith("| `")),
  );
  expect(rows.length).toBeGreaterThan(80);
  expect(rows.filter((row) => / \| *\|$/.test(row))).toEqual([]);
});
