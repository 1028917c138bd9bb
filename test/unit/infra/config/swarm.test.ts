import { configured, problems } from "../../configured";
import { host, hosts } from "./own-hosts";

describe("managers", () => {
  const managers = (count: number) => ({ pools: [{ name: "m", role: "manager", count, memory: 256 }] });

  test.each([1, 3, 5, 7])("%i: no problem, no warning", (count) =>
    expect(configured(managers(count)).warnings).toEqual([]),
  );
  test("2: a warning that says what it costs", () => {
    expect(configured(managers(2)).warnings).toEqual([
      "2 managers survive no loss: 2 of 2 are needed. 1 manager survives as much with one machine less; 3 managers survive the loss of 1.",
    ]);
  });
  test.each([
    [0, /^pools have no manager/],
    [8, /^pools have 8 managers: at most 7/],
  ])("%i: refused", (count, text) => expect(problems(managers(count))).toEqual([expect.stringMatching(text)]));
  test.each([-1, 1.5, "three"])("count %p: refused", (count) => {
    expect(problems(managers(count as number))).toEqual([expect.stringMatching(/^pools\[0\]\.count must be/)]);
  });
  test("hosts with broken keys still count as managers", () => {
    expect(problems(hosts(host({ hostKey: "nonsense" })))).toEqual([
      expect.stringMatching(/^hosts\[0\]\.hostKey is no/),
    ]);
  });
});

test("address pools: Docker's bridge, each other, and subnets that do not fit", () => {
  const found = problems({ addressPools: ["172.16.0.0/12", "10.8.0.0/25", "10.8.0.0/16"] });
  expect(found).toEqual([
    expect.stringMatching(/^addressPools\[0\] .* overlaps Docker's own bridge/),
    expect.stringMatching(/^addressPools\[1\] .* is smaller than one overlay network of \/24/),
    expect.stringMatching(/^addressPools\[2\] .* overlaps addressPools\[1\]/),
  ]);
});

test("settings of the swarm, with the key and the range of what is wrong", () => {
  const swarm = { autolock: true, certificateExpiry: 24, recover: { swarmId: "x", survivor: "manager-1" } };
  expect(configured({ swarm }).swarm).toMatchObject(swarm);
  const wrong = problems({ swarm: { certificateExpiry: 0, autoLock: true, ca: { cert: "x" } } });
  expect(wrong.join("\n")).toMatch(/swarm\.certificateExpiry/);
  expect(wrong.join("\n")).toMatch(/autoLock.*autolock/);
  expect(wrong.join("\n")).toMatch(/swarm\.ca.*cert/);
});
