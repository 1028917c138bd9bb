import * as pulumi from "@pulumi/pulumi";
import { configParser } from "../../../../infra/config";
import { shown } from "../../../../infra/outputs";
import { program } from "../../../../infra/program";
import { machineSources } from "../../../../infra/sources";
import { costText } from "../../../../infra/sources/cloud/offers/cost";
import type { CloudMachines } from "../../../../infra/sources/cloud/source";
import { configured, problems } from "../../configured";
import { record, settled } from "../../recorded";
import { madeUp } from "./made-up";

// A cloud that is nothing but its folder: what these tests need of it is in `made-up/` and nowhere else.
const parse = configParser([...machineSources, madeUp]);
const cloud = { region: "home1", admins: ["203.0.113.7/32"] };
const base = { source: "madeup", cloud, stacks: ["hello"] };
const pool = { name: "worker", role: "worker", count: 2, fast: true };
const manager = { name: "manager", role: "manager", count: 1 };

test("its keys are part of the configuration, with its defaults", () => {
  const { machines, engine } = configured({ ...base, pools: [manager, pool] }, undefined, parse);
  expect(machines).toMatchObject({
    source: "madeup",
    place: { rack: "r1", network: "10.66.0.0/16", image: "debian-13" },
    pools: [
      { name: "manager", size: "small", fast: false },
      { name: "worker", fast: true },
    ],
  });
  expect(engine.source).toBe("docker");
});

test("its own checks and those that all clouds share are reported at once", () => {
  const pools = [{ ...manager, spot: true }, { ...pool, count: 9 }, pool];
  expect(problems({ ...base, cloud: { ...cloud, network: "10.0.0.0/30" }, pools }, undefined, parse)).toEqual([
    "pools[0].spot is for AWS only",
    "pools[2].name is the same as pools[1].name: worker",
    "cloud.network must be a /16 to a /24",
    "cloud.rack has room for 6 machines, not for 12: r1",
  ]);
  expect(problems({ ...base, source: "madeupp" }, undefined, parse)).toEqual([
    "source must be lab or hosts or digitalocean or aws or madeup: did you mean `madeup`?",
  ]);
});

test("its keys are refused for other clouds", () => {
  const found = problems({ source: "digitalocean", cloud: { ...cloud, region: "fra1", rack: "r2" } }, undefined, parse);
  expect(found).toEqual(["cloud.rack is for Made-up Cloud only"]);
});

test("its machines form the cluster", async () => {
  const recorded = await record();
  const outputs = program(configured({ ...base, pools: [manager, pool] }, undefined, parse));
  expect((await settled(shown(outputs).nodes)).map(({ name }) => name)).toEqual(["manager-1", "worker-1", "worker-2"]);
  const servers = recorded.filter(({ type }) => type === "madeup:index:Server");
  expect(servers.map(({ name, inputs }) => [name, inputs.fast, inputs.ports])).toEqual([
    ["manager-1", false, [{ port: 8080, protocol: "tcp" }]],
    ["worker-1", true, [{ port: 8080, protocol: "tcp" }]],
    ["worker-2", true, [{ port: 8080, protocol: "tcp" }]],
  ]);
});

test("a preview tells its cost, and refuses a size that it does not offer", async () => {
  const planned = (more: object) => configured({ ...base, pools: [manager, { ...pool, ...more }] }, undefined, parse);
  const { machines } = planned({});
  expect(costText((machines as CloudMachines).estimate([{ size: "small", places: ["home1"], monthly: 7 }]))).toBe(
    [
      "Estimated cost: about $24.00 a month",
      "      $7.00  1 × small (manager)",
      "     $14.00  2 × small (worker)",
      "      $3.00  1 × fast disks",
      "  An estimate by list prices of 2026-01 (everywhere), without taxes and traffic.",
    ].join("\n"),
  );
  const info = jest.spyOn(pulumi.log, "info").mockResolvedValue();
  await machines.preview?.();
  expect(info).toHaveBeenCalledWith(expect.stringMatching(/^Estimated cost: about \$24\.00 a month/));
  await expect(planned({ size: "huge" }).machines.preview?.()).rejects.toThrow(
    /swarm:pools\[1\]\.size \(huge\) is not offered in home1 now/,
  );
});
