import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../../provisioners/core/paths";
import { cell } from "../cell";
import { cloudChanges } from ".";
import type { Change, CloudChange } from "./change";

const place = /(?<=<!-- changes: .*-->\n).*(?=\n<!-- end of changes -->)/s;

/** The page of the clouds with the table of changes. */
export function cloudsPage(): string {
  const page = readFileSync(join(packageRoot, "docs/clouds.md"), "utf8");
  if (!place.test(page)) throw new RangeError("docs/clouds.md has no place for the table of changes");
  return page.replace(place, () => `\n${table()}\n`);
}

function table(): string {
  const head = ["| change of | DigitalOcean | AWS |", "| --- | --- | --- |"];
  return [...head, ...cloudChanges.map(row)].join("\n");
}

function row({ key, change, digitalocean, aws }: Change): string {
  const what = key.includes(" ") ? `\`${key}\`` : `\`${key}\`${change ? `: ${change}` : ""}`;
  return `| ${[what, outcome(digitalocean), outcome(aws)].map(cell).join(" | ")} |`;
}

function outcome(change: CloudChange | string): string {
  if (typeof change === "string") return `– (${change})`;
  const { outcome, text, allow } = change;
  const word = `**${outcome}**${allow ? ` (\`${allow}\`)` : ""}`;
  return text ? `${word}: ${text}` : word;
}
