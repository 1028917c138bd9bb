import { join, resolve } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { main } from "../terminal/main";
import { line } from "../terminal/progress";
import { sdkLanguages, writeSdks } from ".";

// `npm run sdks`, or `npm run sdks -- <folder>`; by default into `sdk` of the checkout.
main(async () => {
  const folder = resolve(process.argv[2] ?? join(packageRoot, "sdk"));
  await writeSdks(folder);
  line(`  ${sdkLanguages.map((language) => join(folder, language)).join("\n  ")}`);
  return 0;
});
