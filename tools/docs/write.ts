import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { generatedPages } from "./pages";

/** `npm run docs`: writes the generated pages of the documentation. */
for (const [path, page] of Object.entries(generatedPages)) writeFileSync(join(packageRoot, path), page());
