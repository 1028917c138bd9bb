import * as pulumi from "@pulumi/pulumi";
import { type Config, parseConfig } from ".";
import { realSurroundings } from "./environment";
import { ConfigError, type Mistake, namespace } from "./problems/problems";
import type { HostSettings, Settings } from "./schema/schema";
import { readValues } from "./settings";

/**
 * The configuration of the running Pulumi stack.
 * @throws ConfigError with every mistake at once
 */
export function readConfig(): Config {
  const raw = pulumi.runtime.allConfig();
  const config = parseConfig(raw, realSurroundings(pulumi.getStack(), pulumi.getProject()));
  const mistakes = [...plainSecrets(config), ...plainKeys(readValues(raw).settings)];
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return config;
}

/** `value`, as a Pulumi secret where the top-level key that it comes from holds one. */
export function keepSecret<T>(key: string, value: T): pulumi.Input<T> {
  return isSecret(key) ? (pulumi.secret(value) as pulumi.Output<T>) : value;
}

/** Keys with secrets that are not encrypted. Pulumi keeps the whole configuration in the state, too, as it is. */
function plainSecrets({ registries, secrets }: Config): Mistake[] {
  const plain = [
    ...(registries.length > 0 ? ["registries"] : []),
    ...(secrets.some(({ isFromFile }) => !isFromFile) ? ["secrets"] : []),
  ];
  const text =
    "holds what everybody can read: set it with `pulumi config set --secret --path`, as docs/stacks.md shows";
  return plain.filter((key) => !isSecret(key)).map((path) => ({ path, text }));
}

/** Private keys that stand in the configuration itself and are not encrypted. */
function plainKeys({ hosts = [], nfs, swarm }: Settings): Mistake[] {
  const keys = {
    hosts: hosts.flatMap((host, index) => keysOf(host, `hosts[${index}]`)),
    nfs: nfs?.host ? keysOf(nfs.host, "nfs.host") : [],
    swarm: swarm.ca?.key === undefined ? [] : ["swarm.ca.key"],
  };
  const plain = Object.entries(keys).flatMap(([key, paths]) => (isSecret(key) ? [] : paths));
  return plain.map((path) => {
    const orFile = path.endsWith(".privateKey") ? ", or name that file in `privateKeyFile`" : "";
    const command = `pulumi config set --secret --path '${namespace}:${path}' <FILE`;
    return { path, text: `is a key that everybody can read: set it with \`${command}\`${orFile}` };
  });
}

type Endpoint = Pick<HostSettings, "privateKey" | "jump">;

function keysOf({ privateKey, jump }: Endpoint, path: string): string[] {
  return [
    ...(privateKey === undefined ? [] : [`${path}.privateKey`]),
    ...(jump?.privateKey === undefined ? [] : [`${path}.jump.privateKey`]),
  ];
}

function isSecret(key: string): boolean {
  // The SDK has the function and leaves it out of its types. Without it, everything counts as secret.
  const { isConfigSecret } = pulumi.runtime as { isConfigSecret?: (key: string) => boolean };
  return isConfigSecret?.(`${namespace}:${key}`) ?? true;
}
