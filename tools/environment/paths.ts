import { join } from "node:path";
import { packageRoot } from "../../provisioners/core/paths";

/** The checkout's own ignored folder: state, passphrase, test results. */
export const localFolder = join(packageRoot, ".pulumi-swarm");

export const resultsFolder = join(localFolder, "test-results");
