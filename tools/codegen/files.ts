import { components } from "../../infra/components";
import { packageVersion } from "../../provisioners/core/paths";
import { resources } from "../../provisioners/plugin/registry";
import { packageSchema } from "../../provisioners/provider/package-schema";
import { clusterTypesFile } from "./cluster-types";
import { packageSpec } from "./package-spec";
import { classesFile, typesFile } from "./resource-classes";
import { settingsFile } from "./settings-types";

/** The files that are generated from the schemas of the resources and the settings, by their path in the project. A unit test compares them. */
export const generatedFiles: Readonly<Record<string, () => string>> = {
  "plugin/schema.json": () => `${JSON.stringify(packageSchema(resources, packageVersion(), components), null, 2)}\n`,
  "infra/resources/types.ts": () => typesFile(packageSpec()),
  "infra/cluster/types.ts": clusterTypesFile,
  "infra/settings/types.ts": settingsFile,
  "infra/resources/index.ts": () => classesFile(packageSpec()),
};
