import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import schema from "../../plugin/schema.json";
import { sdkLanguages, writeSdks } from "../../tools/sdks";
import { must } from "./support/workspace";

/*
 * The SDKs of a release. Those for Python and Go run the examples; of the others it is shown that they compile, where this
 * computer has the tools, and everywhere that nothing of the schema is missing.
 */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pulumi-swarm-sdks-"));
  await writeSdks(join(folder, "sdk"));
}, 900_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** All files of a folder as one text, each after its path. */
async function textOf(path: string): Promise<string> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map(async (file) => `${file}\n${await readFile(file, "utf8")}`))).join("\n");
}

const nameOf = (token: string) => token.split(":").at(-1) as string;

test.each(sdkLanguages)(
  "the SDK for %s has every resource and every type of the schema, and its version",
  async (language) => {
    const text = await textOf(join(folder, "sdk", language));
    const words = new Set(text.match(/\w+/g));
    expect(
      Object.keys(schema.resources).filter((token) => !text.includes(`"${token}"`) && !text.includes(`'${token}'`)),
    ).toEqual([]);
    expect(
      Object.keys(schema.types)
        .map(nameOf)
        .filter((name) => !words.has(name) && !words.has(`${name}Args`)),
    ).toEqual([]);
    expect(text).toContain(schema.version);
  },
);

test("the same schema gives the same files", async () => {
  await writeSdks(join(folder, "again"));
  await must("diff", ["--recursive", join(folder, "sdk"), join(folder, "again")], folder);
});

const has = (program: string) =>
  (process.env.PATH ?? "").split(delimiter).some((path) => existsSync(join(path, program)));
const where = (program: string) => (has(program) ? test : test.skip);

where("mvn")("the SDK for Java compiles, where Maven is installed", async () => {
  const pom = join(__dirname, "java/pom.xml");
  await must("mvn", ["--batch-mode", "--quiet", "--file", pom, `-Dsdk=${join(folder, "sdk/java")}`, "compile"], folder);
  const compiled = join(folder, "sdk/java/target/classes/io/github/pulumiswarm/swarm");
  expect(await readdir(compiled)).toContain("HostsCluster.class");
});

where("dotnet")("the SDK for .NET compiles, where the .NET SDK is installed", async () => {
  await must("dotnet", ["build", join(folder, "sdk/dotnet")], folder);
});

where("go")("the SDK for Go passes `go vet`", async () => {
  await must("go", ["mod", "tidy"], join(folder, "sdk/go/swarm"));
  await must("go", ["vet", "./..."], join(folder, "sdk/go/swarm"));
});
