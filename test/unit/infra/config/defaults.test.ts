import type { LabMachines } from "../../../../infra/sources/lab";
import { configured } from "../../configured";
import { environment, privateKey } from "../../environment";
import { host, hosts } from "./own-hosts";

describe("defaults", () => {
  test("nothing set gives a lab of 3 managers and 2 workers on a roomy machine", () => {
    const { machines, engine, swarm, stacks, warnings } = configured({});
    expect(machines).toMatchObject({ source: "lab", lab: { name: "dev", network: "10.77.0.0/24", image: "docker" } });
    expect((machines as LabMachines).pools.map(({ name, count, memory }) => [name, count, memory])).toEqual([
      ["manager", 3, 768],
      ["worker", 2, 768],
    ]);
    expect(engine).toEqual({ source: "distribution", daemon: {}, maxUnavailable: 1, allowDowngrade: false });
    expect(swarm).toEqual({ addressPools: ["10.201.0.0/16"], subnetSize: 24, dataPathPort: 4789 });
    expect(stacks).toEqual([]);
    expect(warnings).toEqual([]);
  });

  test("a small machine gets one worker", () => {
    const { machines } = configured({}, environment({ capacity: { cores: 2, memory: 16_384 } }));
    expect((machines as LabMachines).pools.map(({ count }) => count)).toEqual([3, 1]);
  });

  test("hosts: Docker's own packages, and labels are text", () => {
    const { machines, engine } = configured(hosts(host({ labels: { zone: 1, ssd: true } })));
    expect(engine.source).toBe("docker");
    expect(machines).toMatchObject({
      source: "hosts",
      hosts: [{ labels: { zone: "1", ssd: "true" }, connection: { port: 22, user: "root", privateKey } }],
    });
  });
});
