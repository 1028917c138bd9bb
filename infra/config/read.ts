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
  const mistakes = plainSecrets(config).map((path) => ({
    path,
    text: "holds what everybody can read: set it with `pulumi config set --secret --path`, as docs/stacks.md shows",
  }));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return config;
}

/** `value`, as a Pulumi secret where the top-level key that it comes from holds one. */
export function keepSecret<T>(key: string, value: T): pulumi.Input<T> {
  return isSecret(key) ? (pulumi.secret(value) as pulumi.Output<T>) : value;
}

/** Keys with secrets that are not encrypted. Pulumi keeps the whole configuration in the state, too, as it is. */
function plainSecrets({ registries, secrets }: Config): string[] {
  const plain = [
    ...(registries.length > 0 ? ["registries"] : []),
    ...(secrets.some(({ isFromFile }) => !isFromFile) ? ["secrets"] : []),
  ];
  return plain.filter((key) => !isSecret(key));
}

function isSecret(key: string): boolean {
  // The SDK has the function and leaves it out of its types. Without it, everything counts as secret.
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(`${namespace}:${key}`) ?? true;
}
