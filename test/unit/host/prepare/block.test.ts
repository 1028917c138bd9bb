import fc from "fast-check";
import { withBlock } from "../../../../provisioners/host/block";

const line = fc.constantFrom(
  "127.0.0.1 localhost",
  "",
  "# BEGIN pulumi-swarm a",
  "# END pulumi-swarm b",
  "# END pulumi-swarm a",
  "10.0.0.1 x\r",
  "\ttab ",
);
/** Any text of others: with and without an end, with markers that lost their other half. */
const foreign = fc
  .tuple(fc.array(fc.oneof(line, fc.string())), fc.boolean())
  .map(([lines, isEnded]) => lines.join("\n") + (isEnded ? "\n" : ""));
const ours = fc.array(fc.stringMatching(/^[\w. ]{1,20}$/), { minLength: 1, maxLength: 4 });

describe("a block in a file of others", () => {
  test("comes and goes, and every byte of the others stays", () => {
    fc.assert(
      fc.property(foreign, ours, ours, (given, lines, more) => {
        const text = withBlock(given, "nodes", []);
        const once = withBlock(text, "nodes", lines);
        expect(withBlock(once, "nodes", lines)).toBe(once);
        expect(once.startsWith(text)).toBe(true);
        expect(withBlock(withBlock(once, "nodes", more), "nodes", [])).toBe(text);
      }),
    );
  });

  test("keeps its place among lines that came later, which stay lines when it goes", () => {
    const text = `${withBlock("a", "n", ["1"])}b\n`;
    expect(withBlock(text, "n", ["2"])).toMatch(/^a\n# BEGIN .*\n2\n# END pulumi-swarm n\nb\n$/);
    expect(withBlock(text, "n", [])).toBe("a\nb\n");
  });

  test("with one of its marks lost is ignored, and a doubled one becomes one", () => {
    const half = "# BEGIN pulumi-swarm n\nforeign\n";
    expect(withBlock(half, "n", [])).toBe(half);
    const whole = withBlock(half, "n", ["1"]);
    expect(withBlock(whole, "n", [])).toBe(half);
    const twice = withBlock("", "n", ["1"]) + withBlock("", "n", ["1"]);
    expect(withBlock(twice, "n", ["1"])).toBe(withBlock("", "n", ["1"]));
  });
});
