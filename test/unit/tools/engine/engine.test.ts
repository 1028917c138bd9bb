import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isAtLeast } from "../../../../provisioners/core/version";
import { ensureEngine, installEngine } from "../../../../tools/engine";
import { goProblem } from "../../../../tools/engine/build";
import { archiveName, checksumOf, downloadEngine } from "../../../../tools/engine/download";
import { type Engine, executables, findOnPath } from "../../../../tools/engine/find";
import { engineVersion, minimumVersion } from "../../../../tools/engine/version";
import { mustCapture } from "../../../../tools/terminal/run";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "engine-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const quiet = () => {};
beforeEach(() => {
  // Progress goes to stderr, which is the test report's as well.
  jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => jest.restoreAllMocks());

async function writeExecutables(into: string, names: readonly string[] = executables): Promise<void> {
  await mkdir(into, { recursive: true });
  for (const name of names) {
    await writeFile(join(into, name), "#!/bin/sh\n");
    await chmod(join(into, name), 0o755);
  }
}

test("the engine that is installed would itself be taken from PATH", () => {
  expect(isAtLeast(engineVersion, minimumVersion)).toBe(true);
});

describe("choice of the engine", () => {
  const engine = (name: string): Engine => ({ folders: [name], version: engineVersion });
  const ways = (have: string[]) => {
    const asked: string[] = [];
    const way = (name: string) => async () => {
      asked.push(name);
      return have.includes(name) ? engine(name) : undefined;
    };
    const install = async () => {
      asked.push("install");
      return engine("install");
    };
    return { asked, onPath: way("path"), cached: way("cached"), install };
  };

  test.each([
    [["path", "cached"], "path", ["path"]],
    [["cached"], "cached", ["path", "cached"]],
    [[], "install", ["path", "cached", "install"]],
  ])("with %j takes %s", async (have, taken, asked) => {
    const fakes = ways(have);
    expect((await ensureEngine(fakes)).folders).toEqual([taken]);
    expect(fakes.asked).toEqual(asked);
  });

  test("a CLI on PATH that is too old is passed over", async () => {
    await writeExecutables(folder);
    expect(await findOnPath(folder, async () => "3.100.0")).toBeUndefined();
    expect(await findOnPath(folder, async () => "3.300.1")).toEqual({ folders: [folder], version: "3.300.1" });
  });

  test("a CLI on PATH without a Node language host is passed over", async () => {
    await writeExecutables(folder, ["pulumi"]);
    expect(await findOnPath(folder, async () => "3.300.1")).toBeUndefined();
  });

  test("a language host beside the file that PATH only links to is found", async () => {
    const real = join(folder, "real");
    await writeExecutables(real);
    await symlink(join(real, "pulumi"), join(folder, "pulumi"));
    expect((await findOnPath(folder, async () => "3.300.1"))?.folders).toEqual([folder, real]);
  });
});

describe("installation", () => {
  const target = () => join(folder, "engine", "v1");
  const fails = { name: "first", fill: async () => Promise.reject(new Error("no way out")) };

  test("goes on to the next source, and leaves only the whole folder", async () => {
    const half = {
      name: "half",
      fill: async (into: string) => {
        await writeExecutables(into, ["pulumi"]);
        throw new Error("broken off");
      },
    };
    const whole = {
      name: "whole",
      fill: async (into: string) => {
        expect(await readdir(folder).then((names) => names.includes("pulumi"))).toBe(false);
        await writeExecutables(into);
      },
    };
    await mkdir(`${target()}.partial-1`, { recursive: true });
    expect(await installEngine(target(), quiet, [fails, half, whole])).toMatchObject({ folders: [target()] });
    expect(await readdir(join(folder, "engine"))).toEqual(["v1"]);
  });

  test("says what was tried and what to do when nothing works", async () => {
    const error = await installEngine(target(), quiet, [fails]).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: "NO_ENGINE" });
    expect((error as Error).message).toMatch(/first: no way out[\s\S]*Fix: [\s\S]*Pulumi CLI 3\.200\.0[\s\S]*Go 1\.26/);
    expect(await readdir(join(folder, "engine"))).toEqual([]);
  });

  test("two at once install once", async () => {
    let filled = 0;
    const slow = {
      name: "slow",
      fill: async (into: string) => {
        filled++;
        await new Promise((resolve) => setTimeout(resolve, 50));
        await writeExecutables(into);
      },
    };
    await Promise.all([installEngine(target(), quiet, [slow]), installEngine(target(), quiet, [slow])]);
    expect(filled).toBe(1);
  });
});

test.each([
  [undefined, "auto", /no Go/],
  ["go1.26.8", "local", undefined],
  ["go1.24.1", "auto", undefined],
  ["go1.24.1", "local", /1\.24\.1, 1\.26 is needed/],
  ["go1.19.8", "auto", /1\.19\.8/],
])("Go %s with GOTOOLCHAIN=%s", (version, toolchain, problem) => {
  if (problem) expect(goProblem(version, toolchain)).toMatch(problem);
  else expect(goProblem(version, toolchain)).toBeUndefined();
});

describe("download", () => {
  const name = archiveName(engineVersion, process.platform, process.arch) ?? "";
  const files = new Map<string, Buffer>();
  let server: Server;
  let url: string;

  beforeEach(async () => {
    await writeExecutables(join(folder, "pulumi"));
    const archive = join(folder, "archive.tar.gz");
    await mustCapture("tar", ["-czf", archive, "-C", folder, "pulumi"], { what: "tar", code: "ENGINE_DOWNLOAD" });
    const { readFile } = await import("node:fs/promises");
    files.set(`/${name}`, await readFile(archive));
    server = createServer(({ url: path = "" }, response) => {
      const file = files.get(path);
      response.writeHead(file ? 200 : 404).end(file);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    files.clear();
    server.close();
  });

  const publish = (sum: string) =>
    files.set(
      `/pulumi-${engineVersion}-checksums.txt`,
      Buffer.from(`${sum}  ${name}\n${"0".repeat(64)}  other.tar.gz\n`),
    );

  test("unpacks an archive with the published checksum", async () => {
    publish(
      createHash("sha256")
        .update(files.get(`/${name}`) ?? "")
        .digest("hex"),
    );
    const into = join(folder, "into");
    await downloadEngine(into, engineVersion, quiet, url);
    expect((await readdir(into)).sort()).toEqual([...executables]);
  });

  test("refuses an archive with another checksum", async () => {
    publish("ab".repeat(32));
    const into = join(folder, "into");
    await expect(downloadEngine(into, engineVersion, quiet, url)).rejects.toThrow(/published is abab/);
    expect(await readdir(folder)).not.toContain("into");
  });

  test("says what the server answered", async () => {
    await expect(downloadEngine(join(folder, "into"), engineVersion, quiet, url)).rejects.toThrow(/answers 404/);
  });

  test("finds a file's checksum by its whole name", () => {
    const list = `${"a".repeat(64)}  x-pulumi.tar.gz\n${"b".repeat(64)} *pulumi.tar.gz\nnonsense pulumi.zip\n`;
    expect(checksumOf(list, "pulumi.tar.gz")).toBe("b".repeat(64));
    expect(checksumOf(list, "pulumi.zip")).toBeUndefined();
  });
});
