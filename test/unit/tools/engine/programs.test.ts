import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { withLanguages } from "../../../../tools/engine/languages";
import { builtProgram } from "../../../../tools/engine/programs";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "programs-"));
  process.env.PULUMI_SWARM_CACHE = folder;
  // Progress goes to stderr, which is the test report's as well.
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(async () => {
  delete process.env.PULUMI_SWARM_CACHE;
  jest.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

async function writeExecutable(into: string, name: string): Promise<void> {
  await mkdir(into, { recursive: true });
  await writeFile(join(into, name), "#!/bin/sh\n");
  await chmod(join(into, name), 0o755);
}

describe("a program from Go modules", () => {
  const program = { name: "sdks", module: "tools/sdks", package: "." };

  test("is built once, and again where its sources have changed", async () => {
    const build = jest.fn(({ name }: typeof program, into: string) => writeExecutable(into, name));
    const first = await builtProgram(program, build);
    expect(await builtProgram(program, build)).toBe(first);
    expect(await readdir(first)).toEqual(["sdks"]);
    expect(build).toHaveBeenCalledTimes(1);
    expect(await builtProgram({ ...program, sources: ["main.go"] }, build)).not.toBe(first);
    expect(build).toHaveBeenCalledTimes(2);
  });

  test("leaves nothing half behind when its build breaks off", async () => {
    const broken = async ({ name }: typeof program, into: string) => {
      await writeExecutable(into, name);
      throw new Error("broken off");
    };
    await expect(builtProgram(program, broken)).rejects.toThrow("broken off");
    const build = jest.fn(({ name }: typeof program, into: string) => writeExecutable(into, `${name}-new`));
    await builtProgram(program, build);
    const [built = ""] = await readdir(join(folder, "programs"));
    expect(await readdir(join(folder, "programs", built))).toEqual(["sdks-new"]);
  });
});

test("a language's host is built only where PATH has none", async () => {
  await writeExecutable(join(folder, "own"), "pulumi-language-python");
  const PATH = join(folder, "own");
  const built = jest.fn(async (language: string) => `/built/${language}`);
  const env = await withLanguages({ PATH, OTHER: "1" }, ["python", "yaml"], built);
  expect(env).toEqual({ PATH: [PATH, "/built/yaml"].join(delimiter), OTHER: "1" });
  expect(built.mock.calls).toEqual([["yaml"]]);
});
