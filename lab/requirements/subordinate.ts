import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";

/** Contents of /etc/subuid and /etc/subgid: which further users and groups a user may act as. */
export interface SubordinateRanges {
  uids: string;
  gids: string;
}

/** As many as a Debian tree's users and groups need. */
const COUNT = 65_536;
const FIRST = 100_000;

interface Range {
  owner: string;
  first: number;
  count: number;
}

export async function readRanges(): Promise<SubordinateRanges> {
  const read = async (file: string) => (existsSync(file) ? readFile(file, "utf8") : "");
  return { uids: await read("/etc/subuid"), gids: await read("/etc/subgid") };
}

/** The command that gives a user the ranges it lacks; undefined where it has them. */
export function rangesCommand(user: string, { uids, gids }: SubordinateRanges): string | undefined {
  const options = [option("--add-subuids", user, parse(uids)), option("--add-subgids", user, parse(gids))];
  const needed = options.filter((text) => text !== undefined);
  return needed.length === 0 ? undefined : `sudo usermod ${needed.join(" ")} ${user}`;
}

function option(name: string, user: string, ranges: Range[]): string | undefined {
  if (ranges.some(({ owner, count }) => owner === user && count >= COUNT)) return undefined;
  // Ranges of different users must not overlap.
  const first = Math.max(FIRST, ...ranges.map((range) => range.first + range.count));
  return `${name} ${first}-${first + COUNT - 1}`;
}

function parse(text: string): Range[] {
  return text.split("\n").flatMap((row) => {
    const [owner, first, count] = row.trim().split(":");
    return owner && first && count ? [{ owner, first: Number(first), count: Number(count) }] : [];
  });
}
