import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../../package.json";
import { packageRoot } from "../../../provisioners/core/paths";
import { resources } from "../../../provisioners/plugin/registry";
import { step } from "../support/jest/steps";
import { on } from "../support/machines";
import { pushPlugin } from "../support/packages/plugin-image";
import { expectSuccess, programOf } from "../support/program";
import { recordedState } from "../support/recorded-state";

/*
 * A small cluster with every kind of resource. With RECORD_STATE=1 its state becomes that of this version, which
 * test/unit/plugin/upgrade.test.ts replays. The tests build on each other.
 */
const LAB = "test-recorded-state";
const registry = "10.0.2.9:5000";
const image = `${registry}/test/shelf`;
const SECRET = "content-of-the-secret";
const IMAGES = "images.tar";

const machines = {
  pools: [{ name: "manager", role: "manager", count: 1 }],
  engine: { daemon: { "insecure-registries": [registry] } },
};
const settings = {
  ...machines,
  nfs: { exports: [{ path: "/srv/data" }], on: "manager-1" },
  plugins: [{ name: "shelf", image: `${image}:1`, grant: ["network: host", "capabilities: CAP_SYS_ADMIN"] }],
  preload: [IMAGES],
  networks: [{ name: "proxy", attachable: true, subnets: [{ subnet: "10.210.0.0/24" }] }],
  configs: [{ name: "site", content: "listen 80" }],
  stacks: ["hello", { name: "shared", file: "examples/nfs/stack.yaml" }],
};
const stackFiles = ["stacks/hello/stack.yaml", "examples/nfs/stack.yaml"];

describe("a cluster with every kind of resource", () => {
  const program = programOf(LAB);
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "recorded-state-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  step("is made", async () => {
    await program.configure(machines);
    expectSuccess(await program.up());
    await pushPlugin(LAB, "manager-1", image, ["1"]);
    const saved = await on(
      LAB,
      "manager-1",
      "docker pull -q busybox:1.37 >/dev/null && docker save busybox:1.37 | base64 -w0",
    );
    await writeFile(join(folder, IMAGES), Buffer.from(saved, "base64"));
    await program.configure({ ...settings, preload: [join(folder, IMAGES)] });
    await program.configureSecret("secrets", [{ name: "api-key", content: SECRET }]);
    expectSuccess(await program.up());
    expectSuccess(await program.up("--expect-no-changes"));
  });

  test("has a state without secrets, of every kind of resource", async () => {
    const files = await Promise.all(
      stackFiles.map(async (path) => [path, await readFile(join(packageRoot, path), "utf8")] as const),
    );
    const state = recordedState((await program.revealed()).replaceAll(`${folder}/`, ""), {
      stack: LAB,
      settings: { ...settings, secrets: [{ name: "api-key", content: SECRET }] },
      files: Object.fromEntries(files),
    });
    for (const secret of ["SWMTKN-", SECRET]) expect(state).not.toContain(secret);
    const kinds = new Set([...state.matchAll(/"type": "swarm:index:(\w+)"/g)].map(([, kind]) => kind));
    expect([...kinds].sort()).toEqual(resources.map(({ name }) => name).sort());
    if (process.env.RECORD_STATE) {
      await writeFile(join(packageRoot, `test/unit/plugin/states/${version}.json`), state);
    }
  });
});
