import { latencyTable } from "../../../../bench/latency/run";

test("each latency has a row with its round trips and both times", () => {
  const figures = { latencyMs: 50, roundTrips: 29, operations: 10, creation: 20.5, script: 10.1, ratio: 2.03 };
  const row = latencyTable([figures])
    .split("\n")
    .find((line) => line.includes("50 ms"));
  expect(row?.split("│").map((cell) => cell.trim())).toEqual(
    expect.arrayContaining(["29 round trips in 10 operations", "20.5 s", "10.1 s", "× 2.03"]),
  );
});
