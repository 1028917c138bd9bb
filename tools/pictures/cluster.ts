import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";
import { pulumiEnvironment, pulumiOutput } from "../environment/pulumi";
import type { Outputs } from "../stack/report";
import { labStack } from "../stack/stack";
import { main } from "../terminal/main";
import { line } from "../terminal/progress";
import { drawCluster } from "./draw-cluster";

const PICTURE = join("docs", "cluster.svg");

// `npm run picture`: draws the lab that `npm start` made as it is, for the README.
main(async () => {
  const { stdout, stderr, code } = await pulumiOutput(
    ["stack", "output", "--json", "--stack", labStack],
    await pulumiEnvironment(),
  );
  if (code !== 0) {
    line(`There is no lab to draw; \`npm start\` makes one.\n${stderr}`);
    return code;
  }
  await writeFile(join(packageRoot, PICTURE), drawCluster(JSON.parse(stdout) as Outputs));
  line(`wrote ${PICTURE}`);
  return 0;
});
