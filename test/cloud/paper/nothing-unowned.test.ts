import * as fc from "fast-check";
import { PaperProgram } from "./program";

/*
 * Whatever request of the cloud fails, the next run goes on, and a destroyed cluster leaves only what `retain` names. The
 * engine and the program are the real ones; cloud and swarm are on paper.
 */
jest.setTimeout(1_200_000);

const admins = ["203.0.113.7/32"];
const pools = [
  { name: "manager", role: "manager", count: 1 },
  { name: "worker", role: "worker", count: 1 },
];
const clouds = {
  digitalocean: { region: "fra1", image: "debian-13-x64", reservedIps: "managers", project: "p-1" },
  aws: { region: "eu-central-1", zones: ["eu-central-1a"], image: "debian-13", reservedIps: "managers" },
};
/** Requests of one run, about. */
const requests = { digitalocean: 22, aws: 45 };
/** Another seed finds other requests. */
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

describe.each(["digitalocean", "aws"] as const)("%s", (cloud) => {
  let program: PaperProgram;
  beforeAll(async () => {
    program = await PaperProgram.open(cloud);
  });
  afterAll(() => program.close());

  const configure = (retain: boolean) =>
    program.configure({ source: cloud, pools, cloud: { name: "shop", admins, nfs: { retain }, ...clouds[cloud] } });
  const two = fc.uniqueArray(fc.integer({ min: 1, max: requests[cloud] }), { minLength: 2, maxLength: 2 });
  const calls = fc.sample(two, { seed, numRuns: 1 }).flat();

  test.each(calls)(`request %i fails, and the next run goes on (SEED=${seed})`, async (call) => {
    await configure(false);
    await program.failing(call, "up");
    expect(await program.unowned()).toEqual([]);
    await program.up();
    await program.up("--expect-no-changes");
    expect(await program.unowned()).toEqual([]);
    await program.failing(call, "destroy");
    await program.destroy();
    expect(program.left()).toEqual([]);
  });

  test("a destroyed cluster leaves what `retain` names, and nothing else", async () => {
    await configure(true);
    await program.up();
    await program.destroy();
    expect(program.left()).toEqual([expect.stringMatching(/^Volume vol/)]);
  });
});
