import { join } from "node:path";
import { packageRoot } from "../provisioners/core/paths";
import { main } from "./terminal/main";
import { stream } from "./terminal/run";

// `npm run format`
main(() => {
  const biome = join(packageRoot, "node_modules/@biomejs/biome/bin/biome");
  return stream(process.execPath, [biome, "check", "--write", "."], { cwd: packageRoot });
});
