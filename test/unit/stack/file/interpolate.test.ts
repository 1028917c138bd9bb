// biome-ignore-all lint/suspicious/noTemplateCurlyInString: stack files have variables of this form
import * as fc from "fast-check";
import { interpolate } from "../../../../provisioners/stack/compose/document/interpolate";

const variables = { A: "1", E: "" };
const notices = (text: string) =>
  interpolate(text, variables).notices.map(({ severity, reason }) => `${severity} ${reason}`);

test.each([
  ["${A}-${A}", "1-1"],
  ["$A.$A", "1.1"],
  ["$$A $${A}", "$A ${A}"],
  ["${E-x}|${E:-x}|${N-y}|${N:-}", "|x|y|"],
  ["${A:?why}${E?why}", "1"],
  ["${N}", ""],
  // As Docker's CLI has it: nothing is nested, and a default goes without braces too.
  ["${N:-x${A}y}", "x${Ay}"],
  ["a$A-b", "a1"],
])("%s", (text, expected) => expect(interpolate(text, variables).text).toBe(expected));

test.each([
  ["${E:?set E}", /^problem the variable E has no value \(set E\)/],
  ["${N?}", /^problem the variable N has no value:/],
  ["${A:+x}", /^problem Docker does not know the form/],
  ["${A.B}", /^problem is no variable/],
  ["${A", /^problem is no variable/],
  ["5 $ 3", /^problem a single `\$`/],
  ["${A:?must-be}", /^problem Docker takes the `-`/],
  ["${A-b:-c}", /^problem Docker takes the first `:-`/],
  ["$N", /^warning the variable N has no value and Docker puts nothing/],
  ["$A-b", /^warning Docker takes all that follows `\$A`/],
])("%s has a notice", (text, expected) => expect(notices(text)).toEqual([expect.stringMatching(expected)]));

test("never fails, leaves text without a dollar sign alone, and undoes its own escape", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(interpolate(text.replaceAll("$", ""), variables).text).toBe(text.replaceAll("$", ""));
      expect(interpolate(text.replaceAll("$", "$$$$"), variables)).toEqual({ text, notices: [] });
      interpolate(text, variables);
    }),
  );
});
