import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readStackFile } from "../../../../provisioners/stack/file/file";
import { variableProblems } from "../../../../provisioners/stack/file/variables";
import verdicts from "./corpus/verdicts.json";
import { corpus } from "./texts";

/** Where Docker takes what we refuse: it is without effect, means something else, or cannot run. */
const stricter = new Set([
  ...["dup-key", "two-docs", "services-empty", "vol-rel", "i-reqdash", "i-reqdash2", "i-swallow", "i-weird"],
  ...["constraint-key", "constraint-role", "netkey-bad", "subnet-bad", "vol-colons", "vol-bad"],
  ...["notarget", "relarget", "port-c0", "port-long-mode", "port-long-notarget", "proto-bad"],
]);

describe("Docker's own verdicts", () => {
  const variables = { TEXT: "text", TWO: "2", YES: "yes", EMPTY: "" };
  test.each(verdicts)("$name", ({ name, text, refused }) => {
    const { problems, envFiles } = readStackFile(text, { variables, name: "t" });
    // Nothing lies beside these files.
    const found = [...problems, ...variableProblems({ variables, envFiles: [] }, envFiles)];
    if (refused || stricter.has(name)) expect(found).not.toEqual([]);
    else expect(found).toEqual([]);
  });
});

test.each(readdirSync(corpus).filter((file) => file.endsWith(".yaml")))("%s is sound", (file) => {
  const text = readFileSync(join(corpus, file), "utf8");
  const found = readStackFile(text, { name: "corpus" });
  expect(found.problems).toEqual([]);
  expect(found.services.length).toBeGreaterThan(1);
});
