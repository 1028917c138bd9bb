import { posix } from "node:path";
import { matches, matchesPatterns } from "../../../provisioners/ssh/keys/patterns";

/** What OpenSSH's configuration says of a host; `undefined` where it says nothing. */
export interface OpensshHost {
  hostName?: string;
  port?: number;
  user?: string;
  identityFiles: string[];
  /** Hosts to go through, the first one first: `user@host:port`. */
  proxyJump: string[];
  knownHostsFile?: string;
  hostKeyAlias?: string;
}

/** Reads files, and lists the names in folders, by paths that may begin with `~/`. */
export interface ConfigFiles {
  readFile(path: string): string;
  listFolder(path: string): string[];
}

/** Includes within includes, as far as OpenSSH follows them. */
const MAX_DEPTH = 16;

/**
 * The settings of a host by its name or alias. Read are HostName, Port, User, IdentityFile, ProxyJump,
 * UserKnownHostsFile, HostKeyAlias and Include, in blocks of Host with wildcards, and of Match with all, host and
 * originalhost. As in OpenSSH, the first value counts.
 */
export function opensshHost(alias: string, path: string, files: ConfigFiles): OpensshHost {
  const values = new Map<string, string>();
  const identityFiles: string[] = [];
  const read = (file: string, isOutside: boolean, depth: number) => {
    let isActive = isOutside;
    for (const { key, value } of linesOf(files.readFile(file))) {
      if (key === "host") isActive = isOutside && matchesPatterns(wordsOf(value), alias);
      else if (key === "match") isActive = isOutside && isMatch(wordsOf(value), alias, values.get("hostname") ?? alias);
      else if (!isActive) continue;
      else if (key === "include") {
        if (depth >= MAX_DEPTH) throw new Error(`includes itself: ${file}`);
        for (const included of wordsOf(value).flatMap((word) => expand(word, files))) read(included, true, depth + 1);
      } else if (key === "identityfile") identityFiles.push(unquoted(value));
      else if (!values.has(key)) values.set(key, unquoted(value));
    }
  };
  read(path, true, 0);
  const hostName = values.get("hostname")?.replace(/%h/g, alias);
  const port = values.get("port");
  const user = values.get("user");
  const proxyJump = values.get("proxyjump") ?? "none";
  const resolved = (text: string) =>
    text
      .replace(/%d/g, "~")
      .replace(/%h/g, hostName ?? alias)
      .replace(/%r/g, user ?? "root")
      .replace(/%n/g, alias);
  return {
    hostName,
    port: port === undefined ? undefined : Number(port),
    user,
    identityFiles: identityFiles.filter((file) => file !== "none").map(resolved),
    proxyJump: proxyJump === "none" ? [] : proxyJump.split(",").map((hop) => hop.trim()),
    knownHostsFile: values.get("userknownhostsfile")?.split(/\s+/)[0],
    hostKeyAlias: values.get("hostkeyalias"),
  };
}

/** A hop of ProxyJump: `[user@]host[:port]` or `ssh://…`. */
export function parseHop(text: string): { host: string; user?: string; port?: number } {
  const [, user, v6, name, port] = /^(?:ssh:\/\/)?(?:(.*)@)?(?:\[([^\]]+)\]|([^:]*))(?::(\d+))?$/.exec(text) ?? [];
  return { host: v6 ?? name ?? text, user, port: port === undefined ? undefined : Number(port) };
}

function linesOf(text: string): { key: string; value: string }[] {
  return text.split("\n").flatMap((line) => {
    const [, key, value] = /^\s*([A-Za-z]\w*)(?:\s*=\s*|\s+)(.*?)\s*$/.exec(line) ?? [];
    return key && value ? [{ key: key.toLowerCase(), value }] : [];
  });
}

function wordsOf(value: string): string[] {
  return [...value.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

const unquoted = (value: string) => value.replace(/^"(.*)"$/, "$1");

/** Other conditions, such as `exec`, are not looked at: their blocks are left out. */
function isMatch(words: string[], alias: string, hostName: string): boolean {
  if (words[0]?.toLowerCase() === "all") return true;
  for (let index = 0; index < words.length; index += 2) {
    const subject = { host: hostName, originalhost: alias }[words[index]?.toLowerCase() ?? ""];
    if (subject === undefined || !matchesPatterns((words[index + 1] ?? "").split(","), subject)) return false;
  }
  return words.length > 0;
}

/** Files of an Include: relative ones are in ~/.ssh; wildcards in the last part are expanded, and may match none. */
function expand(word: string, { listFolder }: ConfigFiles): string[] {
  const path = word.startsWith("/") || word.startsWith("~/") ? word : `~/.ssh/${word}`;
  const [folder, name] = [posix.dirname(path), posix.basename(path)];
  return listFolder(folder)
    .filter((each) => matches(name, each))
    .sort()
    .map((each) => `${folder}/${each}`);
}
