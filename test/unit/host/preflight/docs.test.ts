import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../../provisioners/core/paths";
import { checks } from "../../../../provisioners/host/preflight/checks";
import { checkNames } from "../../../../provisioners/host/preflight/names";

test("the documentation lists the checks as they are", () => {
  const page = readFileSync(join(packageRoot, "docs/hosts.md"), "utf8");
  const rows = checkNames.map((name) => `| \`${name}\` | ${checks[name].refuses} | ${checks[name].fix} |`);
  expect(page).toContain(["| check | refuses | fix |", "|---|---|---|", ...rows, ""].join("\n"));
});
