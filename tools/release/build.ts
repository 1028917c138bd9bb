import { cp, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageManifest, packageRoot } from "../../provisioners/core/paths";
import { sdkLanguages, writeSdks } from "../sdks";
import { main } from "../terminal/main";
import { line, step } from "../terminal/progress";
import { mustCapture } from "../terminal/run";
import { pack } from "./archive";
import { checkPlugin } from "./check";
import { writeChecksums } from "./checksums";
import { inFolder } from "./folder";
import { addLauncher, archiveName, bundlePlugin, platforms } from "./plugin";
import { sbom } from "./sbom";
import { readSource, refuseProblems, sourceProblems } from "./source";

const manifest = packageManifest();

/** Everything that a release publishes, ignored by git. */
const release = join(packageRoot, "release");

// `npm run release:build`; with `--dry-run`, of a checkout that is no release.
main(async () => {
  const isDryRun = process.argv.includes("--dry-run");
  await step("the checkout", async () => {
    const problems = sourceProblems(await readSource(packageRoot));
    if (isDryRun) for (const problem of problems) line(`  no release: ${problem}`);
    else refuseProblems(problems);
  });
  await rm(release, { recursive: true, force: true });
  await mkdir(release);
  const files = await step("npm package", npmPackage);
  await inFolder(async (folder) => {
    await step("plugin", () => bundlePlugin(folder, files));
    for (const platform of platforms) {
      const name = archiveName(platform);
      await step(name, async () => {
        const launcher = await addLauncher(folder, platform);
        await pack(folder, join(release, name));
        await rm(launcher);
      });
    }
  });
  await step("SDKs", () => inFolder(packSdks));
  await step("schema and list of dependencies", async () => {
    await cp(join(packageRoot, "plugin/schema.json"), join(release, "schema.json"));
    const list = await sbom();
    await writeFile(join(release, "sbom.cdx.json"), `${JSON.stringify(list, null, 2)}\n`);
  });
  await step("the plugin of this computer's archive answers", () => checkPlugin(release));
  await step("checksums", () => writeChecksums(release));
  line(`Version ${manifest.version} is in ${release}${isDryRun ? ", for a test only" : ""}.`);
  return 0;
});

/** Packs the npm package; returns the paths of its files. */
async function npmPackage(): Promise<string[]> {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", release];
  const task = { what: "pack the npm package", code: "RELEASE_BUILD" } as const;
  const printed = await mustCapture("npm", args, { cwd: packageRoot, ...task });
  return (JSON.parse(printed) as [{ files: { path: string }[] }])[0].files.map(({ path }) => path);
}

/** Packs the SDK of each language that has one. */
async function packSdks(folder: string): Promise<void> {
  await writeSdks(join(folder, "sdk"));
  for (const language of sdkLanguages) {
    const archive = `pulumi-swarm-sdk-${language}-v${manifest.version}.tar.gz`;
    await pack(join(folder, "sdk", language), join(release, archive));
  }
}
