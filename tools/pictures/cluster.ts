import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { withContext } from "../../cli/context";
import { readTopology } from "../../cli/graph/command";
import { svgOf } from "../../cli/graph/svg/draw";
import { chooseSwarm, declaredSwarms } from "../../cli/stack/declared-swarm";
import { stateOf } from "../../cli/stack/export";
import { packageRoot } from "../../provisioners/core/paths";
import { pulumiEnvironment } from "../environment/pulumi";
import { labStack } from "../stack/stack";
import { main } from "../terminal/main";
import { line } from "../terminal/progress";
import { findBrowser, noBrowser } from "./browser";
import { photograph } from "./dashboard";

const GRAPH = join("docs", "cluster.svg");
/** Pages on GitHub show it; it is too large for the package. */
const DASHBOARD = join("contributing", "pictures", "dashboard.png");

// `npm run picture`: draws the lab that `npm start` made, or another stack, and takes a picture of its dashboard, for the README.
main(async () => {
  const [stack = labStack] = process.argv.slice(2);
  Object.assign(process.env, await pulumiEnvironment());
  const state = await stateOf({ stack, cwd: packageRoot });
  const browser = findBrowser();
  await withContext(async (context) => {
    await writeFile(join(packageRoot, GRAPH), svgOf(await readTopology(context, state, {})));
    line(`wrote ${GRAPH}`);
    if (!browser) return;
    const file = join(packageRoot, DASHBOARD);
    await mkdir(dirname(file), { recursive: true });
    await photograph(context, chooseSwarm(declaredSwarms(state)), { browser, file });
    line(`wrote ${DASHBOARD}`);
  });
  if (!browser) line(`There is no picture of the dashboard: ${noBrowser}`);
  return browser ? 0 : 1;
});
