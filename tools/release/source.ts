import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { SwarmError } from "../../provisioners/core/errors";
import { mustCapture } from "../terminal/run";

export interface SourceState {
  version: string;
  /** Lines of `git status --porcelain`. */
  changedFiles: string[];
  /** Tags of the commit. */
  tags: string[];
  changelog: string;
  /** Files of changes that CHANGELOG.md does not have yet. */
  changesets: string[];
  schemaVersion: string;
}

/** What a release is checked by, as it is in the checkout. */
export async function readSource(root: string): Promise<SourceState> {
  const read = (path: string) => readFile(join(root, path), "utf8");
  const git = async (...args: string[]) => {
    const task = { what: "read the state of the checkout", code: "RELEASE_SOURCE" } as const;
    return (await mustCapture("git", args, { cwd: root, ...task })).split("\n").filter(Boolean);
  };
  return {
    version: (JSON.parse(await read("package.json")) as { version: string }).version,
    schemaVersion: (JSON.parse(await read("plugin/schema.json")) as { version: string }).version,
    changedFiles: await git("status", "--porcelain"),
    tags: await git("tag", "--points-at", "HEAD"),
    changelog: await read("CHANGELOG.md"),
    changesets: (await readdir(join(root, ".changeset"))).filter((name) => /^(?!README).*\.md$/.test(name)),
  };
}

/** Why the checkout cannot be released, each with what to do. */
export function sourceProblems(source: SourceState): string[] {
  const { version, changedFiles, tags, changelog, changesets, schemaVersion } = source;
  const versionTags = tags.filter((tag) => /^v\d/.test(tag));
  const problems = {
    [`files differ from the commit (${changedFiles.length}): commit or remove them`]: changedFiles.length > 0,
    [`CHANGELOG.md lacks changes of .changeset (${changesets.length}): run \`npm run release:prepare\` and commit`]:
      changesets.length > 0,
    [`CHANGELOG.md begins with ${newest(changelog)}, package.json has ${version}: run \`npm run release:prepare\` and commit`]:
      newest(changelog) !== version,
    [`plugin/schema.json has version ${schemaVersion}, package.json ${version}: run \`npm run schema\` and commit`]:
      schemaVersion !== version,
    [`the commit has the tag ${versionTags.join(", ")}, package.json version ${version}: tag the commit v${version}`]:
      versionTags.length > 0 && !versionTags.includes(`v${version}`),
  };
  return Object.keys(problems).filter((text) => problems[text]);
}

/** @throws SwarmError `RELEASE_SOURCE` with everything that is in a release's way */
export function refuseProblems(problems: readonly string[]): void {
  if (problems.length === 0) return;
  throw new SwarmError({
    code: "RELEASE_SOURCE",
    summary: "This checkout cannot be released",
    cause: problems.map((problem) => `\n- ${problem}`).join(""),
    fix: "do what the lines say; `npm run release:build -- --dry-run` builds all the same, for a test",
  });
}

const newest = (changelog: string) => /^## (\S+)/m.exec(changelog)?.[1] ?? "no version";
