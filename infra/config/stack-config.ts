import * as pulumi from "@pulumi/pulumi";
import { isConfigSecret } from "../settings/config-secret";
import { realEnvironment } from "../settings/environment";
import { Diagnostics } from "../settings/problems/diagnostics";
import { namespace } from "../settings/problems/problems";
import { parseConfig } from ".";
import type { Config } from "./config";
import { refusePlainSecrets } from "./plain-secrets";

/**
 * The configuration of the running Pulumi stack.
 * @throws ConfigError with every problem at once
 */
export function readConfig(): Config {
  const raw = pulumi.runtime.allConfig();
  const environment = realEnvironment(pulumi.getStack(), pulumi.getProject());
  const config = parseConfig(raw, environment);
  const diagnostics = new Diagnostics();
  refusePlainSecrets(raw, environment, diagnostics);
  diagnostics.throwProblems();
  return config;
}

/** `value`, as a Pulumi secret where the top-level key that it comes from holds one. */
export function keepSecret<T>(key: string, value: T): pulumi.Input<T> {
  return isConfigSecret(`${namespace}:${key}`) ? (pulumi.secret(value) as pulumi.Output<T>) : value;
}
