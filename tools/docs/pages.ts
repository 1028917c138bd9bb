import { cloudsPage } from "./cloud-changes/table";
import { configDocs } from "./configuration";
import { errorsPage } from "./errors";
import { isMeasured, performanceData } from "./performance/data";
import { drawPerformance } from "./performance/draw";
import { performancePage } from "./performance/page";
import { resourcesPage } from "./resources";
import { stacksPage } from "./stacks";

/** The pages of `docs/` that are generated, in whole or in part, by their path in the project. A unit test compares them with the files. */
export const generatedPages: Readonly<Record<string, () => string>> = {
  "docs/clouds.md": cloudsPage,
  "docs/configuration.md": configDocs,
  "docs/errors.md": errorsPage,
  "docs/performance.md": performancePage,
  ...(isMeasured(performanceData()) && { "docs/performance.svg": () => drawPerformance(performanceData()) }),
  "docs/resources.md": resourcesPage,
  "docs/stacks.md": stacksPage,
};
