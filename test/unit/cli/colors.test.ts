/** Sets the module's surroundings, then loads it anew. */
function colorsWith({ isTTY, ...environment }: { isTTY: boolean; CI?: string; NO_COLOR?: string }): boolean {
  const output = process.stdout;
  const before = { isTTY: output.isTTY, hasColors: output.hasColors, env: process.env };
  Object.assign(output, { isTTY, hasColors: () => process.env.NO_COLOR === undefined });
  process.env = environment;
  try {
    let found = false;
    jest.isolateModules(() => {
      found = (require("../../../cli/colors") as typeof import("../../../cli/colors")).colors.isColorSupported;
    });
    return found;
  } finally {
    Object.assign(output, { isTTY: before.isTTY, hasColors: before.hasColors });
    process.env = before.env;
  }
}

describe("colours of the command line", () => {
  test("appear in a terminal that shows them", () => expect(colorsWith({ isTTY: true })).toBe(true));
  test("stay out of a pipe, in a CI job too", () => expect(colorsWith({ isTTY: false, CI: "true" })).toBe(false));
  test("stay out of a terminal with NO_COLOR", () => expect(colorsWith({ isTTY: true, NO_COLOR: "1" })).toBe(false));
});
