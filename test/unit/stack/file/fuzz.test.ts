import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { readStackFile } from "../../../../provisioners/stack/file/file";
import { corpus, problems, web } from "./texts";

describe("fuzzed", () => {
  const key = fc.constantFrom("services", "web", "image", "ports", "deploy", "volumes", "networks", "<<", "x-a", "a b");
  const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.double());
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof({ maxDepth: 6 }, scalar, fc.array(tie("value")), fc.dictionary(key, tie("value"))),
  }));

  test("any text and any tree is judged without a crash; values are not shown", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void readStackFile(text)));
    fc.assert(fc.property(value, (tree) => void readStackFile(JSON.stringify(tree))));
    const alphabet = fc.constantFrom(
      "services",
      ":",
      "\n",
      "  ",
      "- ",
      "&a ",
      "*a",
      "<<",
      "{",
      "}",
      "[",
      "]",
      "'",
      "$",
      "${",
      "|",
      "?",
      "!!int ",
    );
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 40 }), (parts) => void readStackFile(parts.join(""))),
      {
        numRuns: 1_000,
      },
    );
  });

  test("a sound file with one change is judged without a crash", () => {
    const sound = readFileSync(join(corpus, "wordpress.yaml"), "utf8");
    fc.assert(
      fc.property(fc.nat(sound.length), fc.nat(20), fc.string({ maxLength: 5 }), (start, length, put) => {
        readStackFile(sound.slice(0, start) + put + sound.slice(start + length));
      }),
    );
  });

  test("aliases of aliases and deep nesting end soon", () => {
    const levels = Array.from({ length: 12 }, (_, i) => `x-${i + 1}: &a${i + 1} [${`*a${i},`.repeat(9)}]`);
    expect(problems(`x-0: &a0 [x]\n${levels.join("\n")}\n${web("")}`)).toEqual([expect.stringContaining("too large")]);
    expect(problems("[".repeat(100_000))[0]).toMatch(/./);
    expect(problems(`x-a: ${"[".repeat(500)}${"]".repeat(500)}`)).toEqual([expect.stringContaining("too deeply")]);
  });
});
