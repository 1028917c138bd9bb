import fc from "fast-check";
import { offsetOf } from "../../../../provisioners/host/facts/clock";

test("the true offset of a clock is always within the uncertainty", () => {
  const ms = fc.integer({ min: 0, max: 60_000 });
  fc.assert(
    fc.property(fc.integer({ min: -1e8, max: 1e8 }), ms, ms, ms, (offset, there, script, back) => {
      const sent = 1_795_250_593_000;
      const stamp = (time: number) => (time / 1000).toFixed(9);
      const times = { began: stamp(sent + there + offset), ended: stamp(sent + there + script + offset) };
      const found = offsetOf({ sent, received: sent + there + script + back }, times);
      expect(Math.abs((found?.ms ?? Number.NaN) - offset)).toBeLessThanOrEqual((found?.uncertainty ?? 0) + 1);
      expect(found?.uncertainty).toBeLessThanOrEqual((there + back) / 2 + 1);
    }),
  );
  expect(offsetOf({ sent: 0, received: 1 }, { began: "", ended: "" })).toBeUndefined();
});
