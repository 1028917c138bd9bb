import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { configDocs } from "./config-docs";

/** Writes the checked-in reference page of the configuration, of the project it is run in. */
const folder = join(process.cwd(), "docs");
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, "configuration.md"), configDocs());
