import * as pulumi from "@pulumi/pulumi";
import { type Config, parseConfig } from ".";
import { namespace } from "./mistakes";
import { realSurroundings } from "./surroundings";

/**
 * The configuration of the running Pulumi stack.
 * @throws ConfigError with every mistake at once
 */
export function readConfig(): Config {
  return parseConfig(pulumi.runtime.allConfig(), realSurroundings(pulumi.getStack(), pulumi.getProject()));
}

/** `value`, as a Pulumi secret where the top-level key that it comes from holds one. */
export function keepSecret<T>(key: string, value: T): pulumi.Input<T> {
  // The SDK has the function and leaves it out of its types. Without it, everything counts as secret.
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret && !isConfigSecret(`${namespace}:${key}`) ? value : (pulumi.secret(value) as pulumi.Output<T>);
}
