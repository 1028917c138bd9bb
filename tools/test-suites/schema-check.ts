import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { components } from "../../infra/components";
import { SwarmError } from "../../provisioners/core/errors";
import { packageRoot, packageVersion } from "../../provisioners/core/paths";
import { resources } from "../../provisioners/plugin/registry";
import { packageSchema } from "../../provisioners/provider/package-schema";
import { pulumiEnvironment, pulumiOutput } from "../environment/pulumi";
import { main } from "../terminal/main";
import { line } from "../terminal/progress";
import { lastLines } from "../terminal/run";

// The package schema is the same in the sources, in the committed file, and as the engine gets it from the plugin.
main(async () => {
  const generated: unknown = JSON.parse(JSON.stringify(packageSchema(resources, packageVersion(), components)));
  const committed: unknown = JSON.parse(await readFile(join(packageRoot, "plugin/schema.json"), "utf8"));
  if (!isDeepStrictEqual(generated, committed)) {
    throw new SwarmError({
      code: "SCHEMA_STALE",
      summary: "plugin/schema.json is not what the resources' schemas generate",
      fix: "run `npm run schema` and commit the file",
    });
  }
  const plugin = join(packageRoot, "plugin/pulumi-resource-swarm");
  const { code, stdout, stderr } = await pulumiOutput(["package", "get-schema", plugin], await pulumiEnvironment());
  if (code !== 0) {
    const cause = lastLines(stderr);
    throw new SwarmError({ code: "SCHEMA_UNREADABLE", summary: "The engine cannot read the plugin's schema", cause });
  }
  const served = JSON.parse(stdout) as { resources?: object };
  const names = Object.keys((generated as { resources: object }).resources).sort();
  if (!isDeepStrictEqual(Object.keys(served.resources ?? {}).sort(), names)) {
    throw new SwarmError({
      code: "SCHEMA_SERVED",
      summary: "The plugin serves another schema than plugin/schema.json",
      cause: `it has ${Object.keys(served.resources ?? {}).join(", ")}; expected are ${names.join(", ")}`,
      fix: "look at getSchema in provisioners/provider",
    });
  }
  line(`The schema of ${names.length} resources is up to date.`);
  return 0;
});
