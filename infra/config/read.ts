import * as pulumi from "@pulumi/pulumi";
import { type Config, parseConfig } from ".";
import { ConfigError, namespace } from "./mistakes";
import { realSurroundings } from "./surroundings";

/**
 * The configuration of the running Pulumi stack.
 * @throws ConfigError with every mistake at once
 */
export function readConfig(): Config {
  const config = parseConfig(pulumi.runtime.allConfig(), realSurroundings(pulumi.getStack(), pulumi.getProject()));
  if (config.registries.length > 0 && !isSecret("registries")) {
    // Pulumi keeps the whole configuration in the state, too, as it is.
    const how = "`pulumi config set --secret --path 'swarm:registries[0].password'`";
    throw new ConfigError([
      { path: "registries", text: `has passwords that everybody can read: set them with ${how}` },
    ]);
  }
  return config;
}

/** `value`, as a Pulumi secret where the top-level key that it comes from holds one. */
export function keepSecret<T>(key: string, value: T): pulumi.Input<T> {
  return isSecret(key) ? (pulumi.secret(value) as pulumi.Output<T>) : value;
}

function isSecret(key: string): boolean {
  // The SDK has the function and leaves it out of its types. Without it, everything counts as secret.
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(`${namespace}:${key}`) ?? true;
}
