import { parseDocument } from "yaml";
import { isConfigSecret } from "../settings/config-secret";
import type { Environment } from "../settings/environment";
import type { Diagnostics } from "../settings/problems/diagnostics";
import { namespace, type Path, pathText } from "../settings/problems/problems";

/** Top-level keys, all of them objects or lists, that may hold private keys and passwords. */
const keysWithSecrets = ["hosts", "nfs", "swarm", "registries", "secrets"];
/** Those that hold nothing but secrets and their names: what is wrong is told of them as a whole. */
const wholeKeys = ["registries", "secrets"];

interface Secret {
  path: Path;
  text: string;
}

/**
 * Secrets in the configuration itself that are not encrypted; Pulumi keeps all of it in the state, too, as it is. For the
 * program a whole key is secret once a part of it is, so the rest is looked up in the stack's file, where that is readable.
 */
export function refusePlainSecrets(
  raw: Readonly<Record<string, string>>,
  environment: Environment,
  diagnostics: Diagnostics,
): void {
  const file = stackFile(environment);
  for (const key of keysWithSecrets) {
    const text = raw[`${namespace}:${key}`];
    const secrets = text === undefined ? [] : secretsIn(JSON.parse(text), [key]);
    const isEncrypted = isConfigSecret(`${namespace}:${key}`);
    const plain = isEncrypted ? secrets.filter((each) => isPlain(each, file)) : secrets;
    if (plain.length > 0 && !isEncrypted && wholeKeys.includes(key)) {
      const fix = "set it with `pulumi config set --secret --path`, as docs/stacks.md shows";
      diagnostics.problem(key, `holds what everybody can read: ${fix}`);
    } else {
      for (const { path } of plain) diagnostics.problem(path, problemOf(path));
    }
  }
}

function problemOf(path: Path): string {
  const name = String(path.at(-1));
  const command = `pulumi config set --secret --path '${namespace}:${pathText(path)}'`;
  if (/^pass|Password$/.test(name)) return `is a password that everybody can read: set it with \`${command}\``;
  const kind = name === "content" ? "secret" : "key";
  const setting = { privateKey: "privateKeyFile", content: "file" }[name];
  const orFile = setting ? `, or name that file in \`${setting}\`` : "";
  return `is a ${kind} that everybody can read: set it with \`${command} <FILE\`${orFile}`;
}

/** The private keys and passwords in a value: of machines, of the swarm's certificate authority, and of registries. */
function secretsIn(value: unknown, path: Path): Secret[] {
  if (typeof value === "string") return isSecretPath(path) ? [{ path, text: value }] : [];
  if (Array.isArray(value)) return value.flatMap((each, index) => secretsIn(each, [...path, index]));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => secretsIn(each, [...path, key]));
}

function isSecretPath(path: Path): boolean {
  const text = pathText(path);
  return (
    /\.(privateKey|passphrase|sudoPassword)$/.test(text) ||
    /^(swarm\.ca\.key|swarm\.restore\.identity|registries\[\d+\]\.password|secrets\[\d+\]\.content)$/.test(text)
  );
}

/** True where the file has the very text; an encrypted one is `{secure: …}` there. */
function isPlain({ path: [key, ...rest], text }: Secret, file: unknown): boolean {
  const keys = [`${namespace}:${String(key)}`, ...rest];
  const found = keys.reduce<unknown>(
    (value, each) => (value as Record<PropertyKey, unknown> | undefined)?.[each],
    file,
  );
  return found === text;
}

/** `config` of Pulumi.<stack>.yaml; `undefined` where it is elsewhere (`--config-file`). */
function stackFile(environment: Environment): unknown {
  const { stackConfigDir = "." } = readYaml("Pulumi.yaml", environment) ?? {};
  return readYaml(`${stackConfigDir}/Pulumi.${environment.stack}.yaml`, environment)?.config;
}

/** Pulumi has read the file before, so that a mistake in it is none of ours. */
function readYaml(path: string, environment: Environment): Record<string, unknown> | undefined {
  const [, folder = ".", name = path] = /^(.*)\/([^/]+)$/.exec(path) ?? [];
  if (!environment.listFolder(folder).includes(name)) return undefined;
  return parseDocument(environment.readFile(path)).toJS() ?? undefined;
}
