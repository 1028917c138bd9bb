import { messageOf } from "../../../provisioners/core/errors";
import { type KnownKeys, knownKeys, knownName } from "../../../provisioners/ssh/keys/known-hosts";
import { hostKeyProblem, privateKeyProblem } from "../../../provisioners/ssh/keys/problems";
import type { Connection } from "../../../provisioners/ssh/schema";
import type { ConfigContext } from "../../settings/context";
import { opensshHost, parseHop } from "./openssh-config";
import type { EndpointSettings } from "./schema";

type Endpoint = Omit<Connection, "jump" | "jumps">;
/** What reading a connection needs of the configuration's context. */
export type KeyContext = Pick<ConfigContext, "environment" | "diagnostics">;
type WayThrough = { jump?: EndpointSettings; jumps?: EndpointSettings[] };

/** Hops that come of hops; more are a circle. */
const MAX_HOPS = 8;

/** How to reach a host, with its keys read; `undefined` after a problem. */
export function loadConnection(
  { jump, jumps, ...end }: EndpointSettings & WayThrough,
  path: string,
  context: KeyContext,
): Connection | undefined {
  if (jump && jumps) return context.diagnostics.problem(`${path}.jumps`, "and `jump` are both given: leave one out");
  const settings = withOpenssh(end, path, context);
  if (!settings) return undefined;
  const target = loadEndpoint(settings, path, context);
  if (jump) {
    const through = loadHop(jump, `${path}.jump`, context);
    return target && through && { ...target, jump: through };
  }
  const given = jumps?.map((hop, index) => loadHop(hop, `${path}.jumps[${index}]`, context));
  const hops = given ?? loadProxyJump(end, settings.proxyJump, path, context, 0);
  if (!target || hops.includes(undefined)) return undefined;
  return { ...target, ...(hops.length > 0 && { jumps: hops.filter((hop) => hop !== undefined) }) };
}

function loadHop(hop: EndpointSettings, path: string, context: KeyContext): Endpoint | undefined {
  const settings = withOpenssh(hop, path, context);
  return settings && loadEndpoint(settings, path, context);
}

/** Hosts that OpenSSH's configuration goes through, each with its own settings there. */
function loadProxyJump(
  end: EndpointSettings,
  proxyJump: readonly string[],
  path: string,
  context: KeyContext,
  depth: number,
): (Endpoint | undefined)[] {
  if (depth > MAX_HOPS)
    return [context.diagnostics.problem(`${path}.sshConfig`, "has a ProxyJump that leads to itself")];
  const { sshConfig, knownHosts, passphrase, agent } = end;
  return proxyJump.flatMap((text, index) => {
    const hop: EndpointSettings = { ...parseHop(text), sshConfig, knownHosts, passphrase, agent };
    const settings = withOpenssh(hop, path, context);
    if (!settings) return [undefined];
    const before = index === 0 ? loadProxyJump(hop, settings.proxyJump, path, context, depth + 1) : [];
    return [...before, loadEndpoint(settings, `${path} (jump host ${settings.host})`, context)];
  });
}

/** An endpoint whose gaps are filled from OpenSSH's configuration. */
interface ResolvedEndpoint extends EndpointSettings {
  port: number;
  user: string;
  /** What known_hosts calls the host, where that is not its address. */
  alias?: string;
  identityFiles: readonly string[];
  proxyJump: readonly string[];
}

function withOpenssh(settings: EndpointSettings, path: string, context: KeyContext): ResolvedEndpoint | undefined {
  const { port = 22, user = "root", sshConfig } = settings;
  if (sshConfig === undefined) return { ...settings, port, user, identityFiles: [], proxyJump: [] };
  try {
    const found = opensshHost(settings.host, sshConfig, context.environment);
    return {
      ...settings,
      host: found.hostName ?? settings.host,
      port: settings.port ?? found.port ?? 22,
      user: settings.user ?? found.user ?? "root",
      knownHosts:
        settings.knownHosts ?? (settings.hostKey ? undefined : (found.knownHostsFile ?? "~/.ssh/known_hosts")),
      alias: found.hostKeyAlias,
      identityFiles: found.identityFiles,
      proxyJump: found.proxyJump,
    };
  } catch (error) {
    return context.diagnostics.problem(`${path}.sshConfig`, `cannot be read: ${messageOf(error)}`);
  }
}

function loadEndpoint(settings: ResolvedEndpoint, path: string, context: KeyContext): Endpoint | undefined {
  const { host, port, user, passphrase, sudoPassword } = settings;
  const login = loadLogin(settings, path, context);
  const hostKey = loadHostKey(settings, path, context);
  if (!login || hostKey === undefined) return undefined;
  const { privateKey } = login;
  return {
    ...{ host, port, user, hostKey },
    ...(privateKey !== undefined && { privateKey }),
    ...(privateKey !== undefined && passphrase !== undefined && { passphrase }),
    ...(sudoPassword !== undefined && { sudoPassword }),
  };
}

/** The pinned key, or those of known_hosts. A key that is pinned is the only one that counts. */
function loadHostKey(settings: ResolvedEndpoint, path: string, context: KeyContext): string | undefined {
  const { host, port, hostKey, knownHosts, alias } = settings;
  const { diagnostics, environment } = context;
  if (hostKey === undefined && knownHosts === undefined) {
    const meaning = "the host's public key, such as `ssh-ed25519 AAAA…`, or `SHA256:…`";
    return diagnostics.problem(`${path}.hostKey`, `is missing (${meaning}); or give \`knownHosts\``);
  }
  const problem = hostKey === undefined ? undefined : hostKeyProblem(hostKey, host, port);
  if (problem) return diagnostics.problem(`${path}.hostKey`, problem);
  if (knownHosts === undefined) return hostKey?.trim();
  const name = alias ?? knownName(host, port);
  let known: KnownKeys;
  try {
    known = knownKeys(environment.readFile(knownHosts), name);
  } catch (error) {
    return diagnostics.problem(`${path}.knownHosts`, `cannot be read: ${messageOf(error)}`);
  }
  const pinned = hostKey?.trim();
  if (pinned !== undefined) {
    const isRevoked = known.revoked.some((key) => pinned.startsWith(key));
    return isRevoked ? diagnostics.problem(`${path}.hostKey`, `is revoked in ${knownHosts}`) : pinned;
  }
  if (known.keys.length > 0) return known.keys.join("\n");
  const why = known.revoked.length > 0 ? "only revoked keys" : "no key";
  const fix = `\`ssh-keyscan -p ${port} ${host}\`, compared with \`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\` on the host`;
  return diagnostics.problem(`${path}.knownHosts`, `has ${why} of ${name} (${knownHosts}): add one of ${fix}`);
}

/** The private key; none where the SSH agent has it. */
function loadLogin(
  settings: ResolvedEndpoint,
  path: string,
  { environment, diagnostics }: KeyContext,
): { privateKey?: string } | undefined {
  const { privateKey, privateKeyFile, passphrase, agent, sshConfig, identityFiles } = settings;
  const report = (key: string, text: string) => diagnostics.problem(`${path}.${key}`, text);
  if (privateKey !== undefined && privateKeyFile !== undefined) {
    return report("privateKeyFile", "and `privateKey` are both given: leave one out");
  }
  if (agent && (privateKey !== undefined || privateKeyFile !== undefined)) {
    return report("agent", "and a private key are both given: leave one out");
  }
  if (agent) return {};
  if (privateKey !== undefined) {
    const problem = privateKeyProblem(privateKey, passphrase);
    return problem ? report("privateKey", problem) : { privateKey };
  }
  if (privateKeyFile === undefined) {
    if (sshConfig === undefined) {
      return report("privateKey", "is missing: set it with --secret, or give `privateKeyFile` or `agent: true`");
    }
    // As OpenSSH does: a file that is not there, or that only the agent can use, is passed over.
    const usable = identityFiles.flatMap((file) => {
      try {
        const text = environment.readFile(file);
        return privateKeyProblem(text, passphrase) ? [] : [text];
      } catch {
        return [];
      }
    });
    return usable[0] === undefined ? {} : { privateKey: usable[0] };
  }
  try {
    const text = environment.readFile(privateKeyFile);
    const problem = privateKeyProblem(text, passphrase);
    return problem ? report("privateKeyFile", `${problem} (${privateKeyFile})`) : { privateKey: text };
  } catch (error) {
    return report("privateKeyFile", `cannot be read: ${messageOf(error)}`);
  }
}
