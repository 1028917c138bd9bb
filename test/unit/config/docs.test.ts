import { readFileSync } from "node:fs";
import { join } from "node:path";
import { configDocs } from "../../../tools/config-docs";

const page = configDocs();

test("docs/configuration.md is what the schema says: `npm run docs:config` writes it", () => {
  expect(readFileSync(join(__dirname, "../../../docs/configuration.md"), "utf8")).toBe(page);
});

test("every key has a meaning", () => {
  const rows = page.split("\n").filter((row) => row.startsWith("| `"));
  expect(rows.length).toBeGreaterThan(60);
  expect(rows.filter((row) => / \| *\|$/.test(row))).toEqual([]);
});
