import * as pulumi from "@pulumi/pulumi";
import { isConfigSecret } from "../settings/config-secret";
import { realEnvironment } from "../settings/environment";
import { Diagnostics } from "../settings/problems/diagnostics";
import { namespace, pathText } from "../settings/problems/problems";
import { parseConfig } from ".";
import type { Config } from "./config";

/**
 * The configuration of the running Pulumi stack.
 * @throws ConfigError with every problem at once
 */
export function readConfig(): Config {
  const raw = pulumi.runtime.allConfig();
  const config = parseConfig(raw, realEnvironment(pulumi.getStack(), pulumi.getProject()));
  const diagnostics = new Diagnostics();
  refusePlainSecrets(config, diagnostics);
  refusePlainKeys(raw, diagnostics);
  diagnostics.throwProblems();
  return config;
}

/** `value`, as a Pulumi secret where the top-level key that it comes from holds one. */
export function keepSecret<T>(key: string, value: T): pulumi.Input<T> {
  return isSecret(key) ? (pulumi.secret(value) as pulumi.Output<T>) : value;
}

/** Keys with secrets that are not encrypted. Pulumi keeps the whole configuration in the state, too, as it is. */
function refusePlainSecrets({ registries, secrets }: Config, diagnostics: Diagnostics): void {
  const keys = [
    ...(registries.length > 0 ? ["registries"] : []),
    ...(secrets.some(({ isFromFile }) => !isFromFile) ? ["secrets"] : []),
  ];
  const text =
    "holds what everybody can read: set it with `pulumi config set --secret --path`, as docs/stacks.md shows";
  for (const key of keys) if (!isSecret(key)) diagnostics.problem(key, text);
}

/** Top-level keys, all of them objects or lists, that may hold private keys. */
const keysWithKeys = ["hosts", "nfs", "swarm"];

/** Private keys in the configuration itself that are not encrypted. */
function refusePlainKeys(raw: Readonly<Record<string, string>>, diagnostics: Diagnostics): void {
  for (const key of keysWithKeys) {
    const text = raw[`${namespace}:${key}`];
    if (text === undefined || isSecret(key)) continue;
    for (const path of privateKeys(JSON.parse(text), [key])) {
      if (/\.(passphrase|sudoPassword)$/.test(path)) {
        const command = `pulumi config set --secret --path '${namespace}:${path}'`;
        diagnostics.problem(path, `is a password that everybody can read: set it with \`${command}\``);
        continue;
      }
      const orFile = path.endsWith(".privateKey") ? ", or name that file in `privateKeyFile`" : "";
      const command = `pulumi config set --secret --path '${namespace}:${path}' <FILE`;
      diagnostics.problem(path, `is a key that everybody can read: set it with \`${command}\`${orFile}`);
    }
  }
}

/** Paths of the private keys and passwords in a value: of machines, and of the swarm's certificate authority. */
function privateKeys(value: unknown, path: readonly PropertyKey[]): string[] {
  const at = pathText(path);
  if (["privateKey", "passphrase", "sudoPassword"].includes(String(path.at(-1))) || at === "swarm.ca.key") return [at];
  if (Array.isArray(value)) return value.flatMap((each, index) => privateKeys(each, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => privateKeys(each, [...path, key]));
}

function isSecret(key: string): boolean {
  return isConfigSecret(`${namespace}:${key}`);
}
