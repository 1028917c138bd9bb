import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** What gives access to a swarm, its machines or its backups: join tokens, unlock keys, private keys, identities of age. */
const SECRET =
  /SWM(?:TKN|KEY)-1-[\w+/=-]+|AGE-SECRET-KEY-1[A-Z0-9]+|-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/g;
/** A private key's file has the public half in it, which everybody may see. */
const PUBLIC = /(?:ssh|ecdsa)-[\w-]+ AAAA[\w+/=]+/g;
/** Shorter lines, such as the last one of a key, stand in other texts by chance. */
const SHORTEST = 20;

/** The secrets in a state that shows them, once each. */
export function secretsIn(state: string): Set<string> {
  // JSON within JSON has its line ends escaped more than once.
  return new Set(state.replace(/\\+n/g, "\n").match(SECRET));
}

/** A secret as it could show up: without its prefix, by each of its lines, in base64. */
function formsOf(secret: string): string[] {
  const [, ...lines] = secret.split("\n").filter((line) => !line.startsWith("-----"));
  // The first line of a key is the same in all keys of a kind.
  const parts =
    lines.length > 0 ? lines.filter(({ length }) => length >= SHORTEST) : [secret.replace(/^SWM\w+-1-/, "")];
  const inBase64 = Buffer.from(secret).toString("base64").replace(/=+$/, "");
  // The last characters depend on what follows.
  return [...parts, inBase64.slice(0, -2)];
}

/** Names of the texts in which any of the secrets stands, in plain or in base64. */
export function leaks(secrets: Iterable<string>, texts: Record<string, string>): string[] {
  const forms = [...secrets].flatMap(formsOf);
  return Object.entries(texts).flatMap(([name, text]) => {
    const shown = text.replace(PUBLIC, "");
    return forms.some((form) => shown.includes(form)) ? [name] : [];
  });
}

/** The text of every file below a folder, by its path. */
export async function filesIn(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(path, "utf8")])));
}
