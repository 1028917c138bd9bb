import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageVersion } from "../core/paths";
import { packageSchema } from "../provider/package-schema";
import { resources } from "./registry";

/** Writes the checked-in package schema, plugin/schema.json, of the project it is run in. */
const file = join(process.cwd(), "plugin", "schema.json");
writeFileSync(file, `${JSON.stringify(packageSchema(resources, packageVersion()), null, 2)}\n`);
