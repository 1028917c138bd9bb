import { readPlain } from "../../../../provisioners/stack/compose/document/scalar";
import { readStackFile } from "../../../../provisioners/stack/file/file";
import recorded from "./corpus/scalars.json";
import { problems, web } from "./texts";

/* `corpus/scalars.json` is what Docker's own client made of these files, before a daemon that only wrote it down. */

const printed = recorded.printed as [written: string, printed: string | boolean | null][];
const warnings = (text: string) => readStackFile(text, { name: "t" }).warnings.map(({ reason }) => reason);

describe("a value without quotes", () => {
  const untagged = printed.filter(([written]) => !written.startsWith("!"));

  test.each(untagged)("%j is passed on as Docker's client passes it on: %j", (written, printed) => {
    const read = readPlain(written);
    if (typeof printed === "string") expect(read.printed).toBe(printed);
    else if (printed === null) expect(read.type).toBe("nothing");
    else expect(read.type === "boolean" || !Number.isFinite(read.value)).toBe(true);
  });

  const changed = printed.filter(([written, printed]) => typeof printed === "string" && written !== printed);

  test.each(changed)("%j has a warning that shows it and %j", (written, printed) => {
    for (const place of ["environment", "labels", "sysctls", "extra_hosts"]) {
      const found = warnings(web(`    ${place}: { A.b: ${written} }\n`));
      if (/^!(?:!binary|foo)/.test(written)) expect(found).toEqual([]);
      else {
        const shown = written.replace(/^!!\w+ "?|"$/g, "");
        const both = new RegExp(`passes on \`${escaped(String(printed))}\` for \`${escaped(shown)}\`: quote it$`);
        expect(found).toEqual(shown === printed ? [] : [expect.stringMatching(both)]);
      }
    }
  });

  test("that Docker passes on as it is has none, and neither has one in quotes", () => {
    const same = printed.filter(([written, printed]) => written === printed).map(([written]) => written);
    expect(same.length).toBeGreaterThan(20);
    const doubtful = /^(?:yes|no|on|off|y|n)$/i;
    for (const value of same.filter((each) => !doubtful.test(String(each)))) {
      expect(warnings(web(`    environment: { A: ${value} }\n`))).toEqual([]);
    }
    for (const [written] of changed) {
      expect(warnings(web(`    environment: { A: ${JSON.stringify(written)} }\n`))).toEqual([]);
    }
  });
});

/** What we refuse and Docker takes: too large for what it is, or refused by its daemon. */
function isStricter(text: string, value: string): boolean {
  if (/cpus|max_failure_ratio|constraints|template_driver|subnet|protocol|mode: @|volumes: \[/.test(text)) return true;
  if (/extra_hosts: \[/.test(text)) return value.startsWith("2022");
  return /endpoint_mode/.test(text) || /^(?:12345678901234567890|99999999999999999999999)$/.test(value);
}

describe("what Docker's client refuses is refused, and what it takes is taken", () => {
  test.each(recorded.places)("$text", ({ text, takes }) => {
    for (const value of recorded.values) {
      const found = problems(text.replaceAll("@", value), "t");
      if (!takes.includes(value)) expect([value, found]).not.toEqual([value, []]);
      else if (!isStricter(text, value)) expect([value, found]).toEqual([value, []]);
    }
  });
});

test.each([
  ["    ulimits: { nofile: 010 }\n", /ulimits\.nofile: Docker reads `010` in octal, as `8`/],
  ["    deploy: { replicas: 010 }\n", /replicas: Docker reads `010` in octal/],
  ["    healthcheck: { retries: 1.5 }\n", /retries: Docker makes `1` of `1\.5`/],
  [
    "    secrets: [{ source: s, mode: 440 }]\nsecrets: { s: { external: true } }\n",
    /`440` is decimal, the rights 0670/,
  ],
  ["    labels: { A: null }\n", /passes on an empty text for `null`/],
  ["    environment: { <<: &a { A: 1.10 } }\n", /environment\.A: Docker passes on `1\.1` for `1\.10`/],
])("%j has a warning", (text, expected) => expect(warnings(web(text))).toEqual([expect.stringMatching(expected)]));

test.each([
  "    secrets: [{ source: s, mode: 0440 }, { source: t, mode: 288 }]\nsecrets: { s: { external: true }, t: { external: true } }\n",
  "    deploy: { replicas: 0o10 }\n",
  "    expose: [080]\n    build: { context: ., args: { A: 1.10 } }\n",
  "x-a: { b: 1.10, c: 2022-11-28 }\n",
])("%j has none", (text) => {
  expect(warnings(web(text)).filter((reason) => !reason.startsWith("Docker ignores"))).toEqual([]);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
