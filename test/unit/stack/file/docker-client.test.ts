import { placed, readStackFile } from "../../../../provisioners/stack/file/file";
import { findClient } from "../../../../tools/stack-files/client/docker-client";
import { compare } from "../../../../tools/stack-files/compare/compare";
import { corpusVariables, readCorpus } from "../../../../tools/stack-files/corpus";
import { daemonRefusals } from "../../../../tools/stack-files/daemon-refusals";
import { differences } from "../../../../tools/stack-files/differences";
import { fuzz } from "../../../../tools/stack-files/fuzz";
import { inTurns } from "../../../../tools/stack-files/in-turns";

/* The preview beside Docker's own client, which deploys to a daemon that only writes down what it is asked for. */
const found = findClient();
const missing = typeof found === "string" ? found : undefined;
const client = typeof found === "string" ? { program: "", version: "" } : found;
const SEED = 17;
const variables = corpusVariables;
const AT_ONCE = 4;

(missing ? describe.skip : describe)(`beside Docker's own client${missing ? ` (skipped: ${missing})` : ""}`, () => {
  jest.setTimeout(120_000);

  test("files of all shapes are taken by both and read alike", async () => {
    const corpus = await readCorpus();
    expect(corpus.length).toBeGreaterThanOrEqual(100);
    const results = await inTurns(AT_ONCE, corpus, async ({ name, text }) => {
      const { disagreements, refused } = await compare(client, { text, variables });
      return refused.byUs || refused.byDocker
        ? `${name} is refused`
        : disagreements.map(({ text }) => `${name}: ${text}`);
    });
    expect(results.flat()).toEqual([]);
  });

  test("each intended difference is still one", async () => {
    const stale = await inTurns(AT_ONCE, differences, async (difference) => {
      const { disagreements, intended } = await compare(client, {
        text: difference.example,
        variables,
        files: { a: "content" },
      });
      const unexpected = disagreements.map(({ text }) => `${difference.said} beside it: ${text}`);
      return intended.includes(difference) ? unexpected : [`${difference.said} is stale`, ...unexpected];
    });
    expect(stale.flat()).toEqual([]);
  });

  test(`changed files are judged and read alike (seed ${SEED})`, async () => {
    const { found, count } = await fuzz(client, await readCorpus(), {
      seed: SEED,
      atOnce: AT_ONCE,
      goesOn: (n) => n < 60,
    });
    expect([...found.values()].map(({ text, file }) => `${text}\n${file}`)).toEqual([]);
    expect(count).toBe(60);
  });
});

describe("what only the daemon refuses", () => {
  test.each(daemonRefusals)("is refused by the preview: $rule", ({ file, finding }) => {
    const { problems } = readStackFile(file, { name: "t", fileName: "f" });
    expect(problems.map(placed)).toEqual([expect.stringMatching(finding)]);
  });
});
