import { scaleTable } from "../../../../bench/scale/run";

const figures = {
  ...{ hosts: 50, floor: 20, slowestHost: 5, limit: 25, up: 30, again: 8 },
  ...{ destruction: 12, pluginMemory: 200, pluginFiles: 70, connectionsAHost: 1, dialsAtATime: 50, state: 1.5 },
};

test("each number of hosts has a column, with the run against its limit", () => {
  const lines = scaleTable([figures, { ...figures, hosts: 200, up: 50 }]).split("\n");
  expect(lines.find((line) => line.includes("hosts"))).toMatch(/50 hosts .* 200 hosts/);
  expect(lines.find((line) => line.includes("against"))).toMatch(/× 1\.20 .* × 2\.00/);
});
