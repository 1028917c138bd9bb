import type { Output } from "../../../../cli/progress";
import { line, step } from "../../../../tools/terminal/progress";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function output(isTTY: boolean) {
  const written: string[] = [];
  const write = ((text: string) => written.push(text)) as unknown as Output["write"];
  return { isTTY, columns: 40, written, write };
}

/** A step of 31 seconds that has something to tell after ten. */
async function longStep(to: Output, fails = false) {
  await step(
    "lab image",
    async (status) => {
      await jest.advanceTimersByTimeAsync(10_000);
      status("unpacking 120 packages of the distribution");
      await jest.advanceTimersByTimeAsync(21_000);
      if (fails) throw new Error("no space");
    },
    to,
  );
}

test("a step in a terminal is one line that changes in place each second, and ends with its time", async () => {
  const terminal = output(true);
  await longStep(terminal);
  expect(terminal.written[0]).toBe("\r\x1b[K→ lab image … 0 s");
  expect(terminal.written).toContain("\r\x1b[K→ lab image … 9 s");
  expect(terminal.written).toContain("\r\x1b[K→ lab image … 25 s  unpacking 120 packa");
  expect(terminal.written.at(-1)).toBe("\r\x1b[K✓ lab image (31.0 s)\n");
  expect(terminal.written.filter((text) => text.includes("\n"))).toHaveLength(1);
});

test("a piped step is plain lines, one each quarter of a minute", async () => {
  const pipe = output(false);
  await longStep(pipe);
  expect(pipe.written).toEqual([
    "→ lab image …\n",
    "  unpacking 120 packages of the distribution (15 s)\n",
    "  unpacking 120 packages of the distribution (30 s)\n",
    "✓ lab image (31.0 s)\n",
  ]);
});

test("a step that fails is marked, and shows nothing after its end", async () => {
  const pipe = output(false);
  await expect(longStep(pipe, true)).rejects.toThrow("no space");
  await jest.advanceTimersByTimeAsync(60_000);
  expect(pipe.written.at(-1)).toBe("✗ lab image (31.0 s)\n");
});

test("a line within a step takes the place of the step's line", () => {
  const terminal = output(true);
  line("official download", terminal);
  expect(terminal.written).toEqual(["\r\x1b[Kofficial download\n"]);
});
