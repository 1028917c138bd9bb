import { type Socket, connect as tcpConnect } from "node:net";
import type { Duplex } from "node:stream";
import { type Algorithms, Client, type ConnectConfig, type ParsedKey, type PublicKeyAuthMethod } from "ssh2";
import { SwarmError } from "../core/errors";
import { cancelled, dialFailed, reasonOf } from "./failures";
import { checkAgent } from "./keys/agent";
import { fingerprint, type HostPin } from "./keys/keys";
import { Wire } from "./wire";

/** Who to dial and how to know it. */
export interface Target {
  host: string;
  port: number;
  user: string;
  /** The login key; without one, those of the agent. */
  login: { key: ParsedKey } | { agent: string };
  pin: HostPin;
  label: string;
}

export interface DialOptions {
  timeoutMs: number;
  signal: AbortSignal;
  /** Opens the byte stream to the host; default: a TCP connection. */
  open?: () => Promise<Duplex>;
}

type ListChange = { append: []; prepend: []; remove: never[] };

/** The library's defaults without SHA-1; the cast is for its types, which leave out the patterns that it documents. */
const without = (...remove: (string | RegExp)[]): ListChange => ({
  append: [],
  prepend: [],
  remove: remove as never[],
});
const algorithms: Algorithms = {
  kex: without(/sha1$/),
  cipher: without(/cbc$/, /^3des/, /^arcfour/),
  hmac: without(/sha1/, /md5/),
};

/** One attempt to connect and log in. */
export async function dial(target: Target, options: DialOptions): Promise<Wire> {
  const { signal, timeoutMs } = options;
  if ("agent" in target.login) await checkAgent(target.login.agent, target.label);
  const stream = await openStream(target, options);
  const client = new Client();
  let presented: string | undefined;
  let banner = "";
  return new Promise<Wire>((resolve, reject) => {
    const wire = new Wire(client, stream);
    const settle = (finish: () => void) => {
      signal.removeEventListener("abort", cancel);
      finish();
    };
    const fail = (error: SwarmError) =>
      settle(() => {
        stream.destroy();
        reject(error);
      });
    const cancel = () => fail(cancelled("dialling", target.label));
    signal.addEventListener("abort", cancel, { once: true });
    client.on("banner", (text) => {
      banner += text;
    });
    client.once("ready", () =>
      settle(() => {
        client.setNoDelay(true);
        resolve(wire);
      }),
    );
    client.on("error", (error) => {
      if (presented !== undefined && !target.pin.fingerprints.includes(presented))
        fail(hostKeyMismatch(target, presented));
      else fail(classify(target, error, banner, timeoutMs));
    });
    // Some ends come without an error, such as a restart of sshd between handshake and login.
    client.once("close", () => fail(dialFailed("connection closed before the login", target.label)));
    client.connect({
      sock: stream as Socket,
      username: target.user,
      ...credentials(target),
      hostVerifier: (key: Buffer) => {
        presented = fingerprint(key);
        return target.pin.fingerprints.includes(presented);
      },
      algorithms: { ...algorithms, serverHostKey: target.pin.algorithms },
      readyTimeout: timeoutMs,
      keepaliveInterval: 10_000,
      keepaliveCountMax: 3,
      strictVendor: false,
    });
  });
}

/** The byte stream to the host, within the time and the signal of the dial. */
async function openStream(target: Target, { open, signal, timeoutMs }: DialOptions): Promise<Duplex> {
  if (!open) return tcpConnect({ host: target.host, port: target.port });
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (finish: () => void) => {
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      finish();
    };
    const cancel = () => settle(() => reject(cancelled("dialling", target.label)));
    const timer = setTimeout(() => settle(() => reject(timedOut(target, timeoutMs))), timeoutMs);
    signal.addEventListener("abort", cancel, { once: true });
    open().then(
      // A stream that comes too late has nobody to use it.
      (stream) => (settled ? stream.destroy() : settle(() => resolve(stream))),
      (error) => settle(() => reject(error)),
    );
  });
}

function classify(target: Target, error: Error & { level?: string }, banner: string, timeoutMs: number): SwarmError {
  const { label } = target;
  if (error.level === "client-authentication") {
    // pam_nologin turns users away while the machine starts or stops.
    if (/booting up|going down|shut ?down|not permitted to log in yet/i.test(banner)) {
      return dialFailed("the machine is starting or stopping", label);
    }
    return authFailed(target);
  }
  if (error.level === "handshake" && /no matching/.test(error.message)) {
    return new SwarmError({
      code: "SSH_NO_COMMON_ALGORITHM",
      summary: "The host offers no SSH algorithm that is safe to use",
      host: label,
      cause: error.message,
      fix: "Update OpenSSH on the machine; SHA-1, CBC and DSA are not accepted",
    });
  }
  if (error.level === "client-timeout") return timedOut(target, timeoutMs);
  // sshd drops connections before its banner when it has too many that are not logged in (MaxStartups).
  if (/before handshake/.test(error.message)) return dialFailed("closed before the SSH handshake (busy sshd)", label);
  return dialFailed(reasonOf(error), label);
}

function timedOut({ label }: Target, timeoutMs: number): SwarmError {
  return dialFailed(`no answer within ${Math.ceil(timeoutMs / 1000)} s`, label);
}

function hostKeyMismatch({ label, host, port, pin }: Target, presented: string): SwarmError {
  return new SwarmError({
    code: "SSH_HOST_KEY_MISMATCH",
    summary: `The host presents the key ${presented}, but ${pin.fingerprints.join(" or ")} is pinned; nothing was sent to it`,
    host: label,
    cause: "the machine was reinstalled, the address belongs to another machine now, or someone is in between",
    fix: `Compare with \`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\` on the machine's console; if the new key is right, set \`hostKey\` to the output of \`ssh-keyscan -p ${port} ${host}\``,
  });
}

/** The key itself, or who has it. */
function credentials({ login, user }: Target): ConnectConfig {
  if ("agent" in login) return { agent: login.agent, authHandler: ["agent"] };
  const method: PublicKeyAuthMethod = { type: "publickey", username: user, key: login.key };
  return { authHandler: [method] };
}

function authFailed({ label, user, login }: Target): SwarmError {
  const which = "agent" in login ? "any key of the SSH agent" : `the key ${fingerprint(login.key.getPublicSSH())}`;
  return new SwarmError({
    code: "SSH_AUTH_FAILED",
    summary: `The host does not let the user ${user} in with ${which}`,
    host: label,
    cause: "the key is not among the user's authorized keys, or sshd forbids this login",
    fix: `Put the key's public half into ~${user}/.ssh/authorized_keys on the machine, or set \`user\` and \`privateKey\` to a login that it knows`,
  });
}
