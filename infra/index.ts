import * as pulumi from "@pulumi/pulumi";
import { SwarmError } from "../provisioners/core/errors";
import { readConfig } from "./config/stack-config";
import { program } from "./program";

/** Shows an error of ours as it is, without a stack trace that would bury what to do. */
function plainly<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof SwarmError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

const outputs = plainly(() => program(readConfig()));

export const { nodes, managers, joinTokens, unlockKey, services, urls, endpoints, storage } = outputs;
