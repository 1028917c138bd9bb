import { Latest } from "../../../../cli/look/latest";

/** Time that passes only where somebody waits for it. */
const atOnce = { now: () => 0, sleep: async () => undefined };
const never = { now: () => 0, sleep: () => new Promise<void>(() => undefined) };

test("an answer that comes in time is new", async () => {
  let asked = 0;
  const latest = new Latest(0, async () => ++asked, never);
  expect(await latest.within(1)).toEqual({ value: 1, isNew: true });
  expect(await latest.within(1)).toEqual({ value: 2, isNew: true });
});

test("who does not answer in time is shown as it was, and not asked a second time", async () => {
  const answers: ((value: string) => void)[] = [];
  const latest = new Latest("first", () => new Promise<string>((resolve) => answers.push(resolve)), atOnce);
  expect(await latest.within(1)).toEqual({ value: "first", isNew: false });
  expect(await latest.within(1)).toEqual({ value: "first", isNew: false });
  expect(answers).toHaveLength(1);
  answers[0]?.("second");
  await new Promise(setImmediate);
  expect((await latest.within(1)).value).toBe("second");
});

test("what fails is told to who waits", async () => {
  const latest = new Latest("", () => Promise.reject(new Error("cancelled")), never);
  await expect(latest.within(1)).rejects.toThrow("cancelled");
});
