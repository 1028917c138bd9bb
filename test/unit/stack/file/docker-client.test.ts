import { parse } from "yaml";
import { stackShape } from "../../../../provisioners/stack/compose/shape/stack-shape";
import { placed, readStackFile } from "../../../../provisioners/stack/file/file";
import { findClient } from "../../../../tools/stack-files/client/docker-client";
import { schemasOf } from "../../../../tools/stack-files/client/embedded-schema";
import { compare } from "../../../../tools/stack-files/compare/compare";
import { placesOf, shapeApart } from "../../../../tools/stack-files/compare/schema";
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

  test("every key of the newest format is in one of these files", async () => {
    const corpus = (await readCorpus()).map(({ text }) => parse(text, { merge: true, logLevel: "silent" }));
    const places = placesOf((await schemasOf(client)).get(13) ?? {});
    expect(places.length).toBeGreaterThan(150);
    expect(places.filter((place) => !corpus.some((file) => holds(file, place.split("."))))).toEqual([]);
  });

  test("the shape of stack files is that of the client's schemas, in each version", async () => {
    const schemas = await schemasOf(client);
    expect([...schemas.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 14 }, (_, index) => index));
    const apart = [...schemas].flatMap(([version, schema]) => shapeApart(schema, stackShape, version));
    expect([...new Set(apart.map((line) => line.replace(/^3\.\d+ /, "")))].sort()).toEqual(
      Object.keys(apartOnPurpose).sort(),
    );
  });

  test("each intended difference is still one", async () => {
    const stale = await inTurns(AT_ONCE, differences, async (difference) => {
      const { disagreements, intended } = await compare(client, {
        text: difference.example,
        variables,
        files: { a: "content" },
      });
      const unexpected = disagreements.map(({ text }) => `${difference.pattern} beside it: ${text}`);
      return intended.includes(difference) ? unexpected : [`${difference.pattern} is stale`, ...unexpected];
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

/** Where our shape is not what a version's schema says, and why. */
const apartOnPurpose = {
  "configs.*: only our shape has environment": "it is Compose's, and is replaced before Docker sees it",
  "secrets.*: only our shape has environment": "it is Compose's, and is replaced before Docker sees it",
  "services.*.build: other keys: false in the schema": "`build` is ignored; older versions know fewer keys",
  "services.*.ports[]: number,text in the schema, mapping,number,text in our shape": "its keys say their version",
  "services.*.shm_size: number,text in the schema, text in our shape": "the client fails on a number",
  "services.*.volumes[]: text in the schema, mapping,text in our shape": "its keys say their version",
  "services.*.volumes[].volume: only our shape has subpath":
    "the schema takes any key there, and Docker reads this one",
  ...Object.fromEntries(
    ["access_mode", "accessibility_requirements", "availability", "capacity_range", "group"].map((key) => [
      `volumes.*.x-cluster-spec: only the schema has ${key}`,
      "the settings of cluster volumes are not read here",
    ]),
  ),
  "volumes.*.x-cluster-spec: other keys: true in the schema": "the settings of cluster volumes are not read here",
};

/** Whether a parsed file has something at a place; `*` is any name or element. */
function holds(value: unknown, [key, ...rest]: string[]): boolean {
  if (key === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  if (key === "*") return Object.values(value).some((each) => holds(each, rest));
  return key in value && holds((value as Record<string, unknown>)[key], rest);
}

describe("what only the daemon refuses", () => {
  test.each(daemonRefusals)("is refused by the preview: $rule", ({ file, finding }) => {
    const { problems } = readStackFile(file, { name: "t", fileName: "f" });
    expect(problems.map(placed)).toEqual([expect.stringMatching(finding)]);
  });
});
