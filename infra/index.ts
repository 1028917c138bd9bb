import * as pulumi from "@pulumi/pulumi";
import { SwarmError } from "../provisioners/core/errors";
import { readConfig } from "./config/stack-config";
import { shown } from "./outputs";
import { run } from "./program";

/** Shows an error of ours as it is, without a stack trace that would bury what to do. */
async function plainly<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof SwarmError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

// Pulumi waits for a function that is exported, and for what it returns.
export = () => plainly(async () => shown(await run(readConfig())));
