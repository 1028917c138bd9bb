import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { daemonRefusals } from "../stack-files/daemon-refusals";
import { stricter } from "../stack-files/differences";

const lists: Readonly<Record<string, () => string[]>> = {
  stricter: () => stricter.map(({ reason }) => `- ${reason}`),
  "daemon-refusals": () => daemonRefusals.map(({ rule }) => `- ${rule}`),
};

/** The page about stacks: written by hand, with lists from the data that tests go by. */
export function stacksPage(): string {
  const page = readFileSync(join(packageRoot, "docs/stacks.md"), "utf8");
  return Object.entries(lists).reduce((text, [name, lines]) => {
    const place = new RegExp(`(<!-- ${name}: [^>]*-->\\n)[\\s\\S]*?(<!-- end of ${name} -->)`);
    return text.replace(place, (_, begin: string, end: string) => `${begin}\n${lines().join("\n")}\n\n${end}`);
  }, page);
}
