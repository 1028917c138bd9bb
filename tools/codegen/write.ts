import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { generatedFiles } from "./files";

/** `npm run schema`: writes what is generated from the resources' schemas. */
for (const [path, text] of Object.entries(generatedFiles)) writeFileSync(join(packageRoot, path), text());
