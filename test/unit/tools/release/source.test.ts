import { refuseProblems, type SourceState, sourceProblems } from "../../../../tools/release/source";

const sound: SourceState = {
  version: "1.2.0",
  schemaVersion: "1.2.0",
  changedFiles: [],
  tags: ["v1.2.0"],
  changelog: "# pulumi-swarm\n\n## 1.2.0\n\n### Minor Changes\n\n## 1.1.0\n",
  changesets: [],
};

test("a clean commit whose version the changelog, the schema and the tag have is released, and so is one without a tag", () => {
  expect(sourceProblems(sound)).toEqual([]);
  expect(sourceProblems({ ...sound, tags: [] })).toEqual([]);
  expect(() => refuseProblems([])).not.toThrow();
});

test.each<[string, Partial<SourceState>, string]>([
  ["a changed file", { changedFiles: [" M README.md"] }, "files differ from the commit (1)"],
  ["another version in the changelog", { changelog: "## 1.1.0\n" }, "CHANGELOG.md begins with 1.1.0, package.json has"],
  ["an empty changelog", { changelog: "" }, "CHANGELOG.md begins with no version"],
  [
    "changes that the changelog lacks",
    { changesets: ["a.md", "b.md"] },
    "CHANGELOG.md lacks changes of .changeset (2)",
  ],
  ["another version in the schema", { schemaVersion: "1.1.0" }, "plugin/schema.json has version 1.1.0"],
  ["the tag of another version", { tags: ["v1.1.0"] }, "the commit has the tag v1.1.0"],
])("%s is a problem with its fix", (_, change, text) => {
  const problems = sourceProblems({ ...sound, ...change });
  expect(problems).toEqual([expect.stringContaining(text)]);
  expect(problems[0]).toMatch(/: (commit or remove them|run `npm run [\w:]+` and commit|tag the commit v1\.2\.0)$/);
});

test("all problems are told at once, with the way to build all the same", () => {
  const problems = sourceProblems({ ...sound, changedFiles: ["?? x"], schemaVersion: "1.0.0" });
  expect(() => refuseProblems(problems)).toThrow(
    "This checkout cannot be released\nCause: - files differ from the commit (1): commit or remove them\n- plugin/schema.json has",
  );
  expect(() => refuseProblems(problems)).toThrow("--dry-run");
});
