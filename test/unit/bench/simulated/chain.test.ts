import { chainOf, chainToJoined, mostAtATime } from "../../../../bench/simulated/chain";
import type { Operation } from "../../../../bench/simulated/hosts/settings";

const operation = (began: number, ended: number, what = "true"): Operation => {
  return { kind: "command", what, began, ended, roundTrips: 2, workMs: 5 };
};

test("what goes on at the same time counts once", () => {
  const chain = chainOf([operation(0, 10), operation(10, 20), operation(12, 18), operation(25, 30)]);
  expect(chain).toEqual({ operations: 3, roundTrips: 6, workMs: 15 });
});

test("a chain ends with the call by which the host joins", () => {
  const operations = [operation(0, 10), operation(11, 20, "POST /swarm/join"), operation(21, 30)];
  expect(chainToJoined({ name: "host", connections: 1, operations }).operations).toBe(2);
});

test("what ends when something else begins was not there at the same time", () => {
  expect(mostAtATime([operation(0, 10), operation(10, 20), operation(5, 12)])).toBe(2);
});
