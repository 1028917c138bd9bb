import { join } from "node:path";
import { extract } from "tar";
import { SwarmError } from "../../provisioners/core/errors";
import { pulumiEnvironment } from "../environment/pulumi";
import { mustCapture } from "../terminal/run";
import { inFolder } from "./folder";
import { archiveName, launcherOf, ownPlatform } from "./plugin";

/** Has the engine read the schema of the plugin in this computer's archive, and compares it with the file. */
export async function checkPlugin(release: string): Promise<void> {
  const platform = ownPlatform();
  if (!platform) return;
  await inFolder(async (folder) => {
    await extract({ file: join(release, archiveName(platform)), cwd: folder });
    const env = await pulumiEnvironment({ ...process.env, PULUMI_HOME: join(folder, "home") }, folder);
    const task = { what: "start the plugin of the archive", code: "RELEASE_BUILD" } as const;
    const schemaOf = (path: string) =>
      mustCapture("pulumi", ["package", "get-schema", path], { cwd: folder, env, ...task });
    const served = await schemaOf(join(folder, launcherOf(platform)));
    // Both in the engine's own form.
    if (served === (await schemaOf(join(release, "schema.json")))) return;
    throw new SwarmError({
      code: "SCHEMA_SERVED",
      summary: "The plugin of the archive serves another schema than plugin/schema.json",
      fix: "run `npm run schema` and commit the file",
    });
  });
}
