import { systemClock } from "../../../provisioners/core/until";
import { pacedClock, stretch } from "../../lab/support/jest/pace";

test.each([
  ["a quiet machine", 0.5, 2, 1, 1],
  ["a busy one", 6, 2, 1, 3],
  ["a slow one", 0.5, 2, 2, 2],
  ["a busy and slow one", 6, 2, 2, 6],
  ["a hopeless one", 200, 2, 1, 10],
])("%s", (_, load, cores, slow, expected) => {
  expect(stretch(load, cores, slow)).toBe(expected);
});

test("a wait lasts longer from the moment on at which the machine gets busy", () => {
  let now = 0;
  let busy = 1;
  const clock = pacedClock({ ...systemClock, now: () => now }, () => busy);
  now = 1_000;
  expect(clock.now()).toBe(1_000);
  busy = 4;
  now = 5_000;
  expect(clock.now()).toBe(2_000);
});
