import { CommanderError } from "commander";
import { untilInterrupted, withContext } from "../../../cli/context";
import { endingOf } from "../../../cli/ending";
import { watched } from "../../../cli/watch";
import { SwarmError } from "../../../provisioners/core/errors";

/** Waits for ever, and is told of ^C. */
const forever = (interrupt: NodeJS.Signals) => async (context: Parameters<Parameters<typeof withContext>[0]>[0]) => {
  setImmediate(() => process.emit(interrupt, interrupt));
  await context.clock.sleep(3_600_000, context.signal);
};

describe("^C", () => {
  let before: typeof process.exitCode;
  beforeEach(() => {
    before = process.exitCode;
  });
  afterEach(() => {
    process.exitCode = before;
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends a command that was not done silently (%s: code %d)", async (signal, code) => {
    const error = await withContext(forever(signal)).catch((thrown: unknown) => thrown);
    expect(endingOf(error)).toEqual({ code });
  });

  test("is the normal end of a command that goes on until then", async () => {
    process.exitCode = 1;
    await expect(untilInterrupted(forever("SIGINT"))).resolves.toBeUndefined();
    expect(process.exitCode).toBe(0);
  });

  test("ends --watch after the look that it interrupts", async () => {
    const shown: number[] = [];
    await watched(true, async () => {
      setImmediate(() => process.emit("SIGINT", "SIGINT"));
      return () => shown.push(1);
    });
    expect(shown).toEqual([1]);
  });
});

describe("a command that fails", () => {
  test("ends with 2 and the error's text", () => {
    const error = new SwarmError({ code: "NO_SWARM", summary: "no swarm", fix: "make one" });
    expect(endingOf(error)).toEqual({ code: 2, text: "no swarm\nFix: make one" });
    expect(endingOf(new CommanderError(1, "commander.unknownOption", "told already"))).toEqual({ code: 2 });
    expect(endingOf(new CommanderError(0, "commander.helpDisplayed", ""))).toEqual({ code: 0 });
  });

  test("rejects with its own error where nobody interrupted it", async () => {
    await expect(withContext(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });
});
