import type { Duplex } from "node:stream";
import type { ParsedKey } from "ssh2";
import { isRetryable, messageOf } from "../core/errors";
import { patient } from "../core/patience";
import { type Clock, systemClock } from "../core/until";
import { type CommandHost, runCommand } from "./commands/command";
import { runAll } from "./commands/run-all";
import { openTerminal } from "./commands/terminal";
import { upload } from "./commands/upload";
import { dial, type Target } from "./dial";
import { cancelled, dialFailed, dropped, portForbidden, reasonOf } from "./failures";
import { noAgent } from "./keys/agent";
import { fingerprint, parseHostPin, parsePrivateKey } from "./keys/keys";
import { Limit } from "./limit";
import { Link } from "./link";
import { type Connection, jumpsOf } from "./schema";
import { PROHIBITED } from "./sockets/channels";
import { connectToPort } from "./sockets/remote-port";
import { connectTo, streamCommand } from "./sockets/remote-socket";
import type { SshHost, SshPool, UseOptions } from "./types";
import type { Wire } from "./wire";

export interface PoolOptions {
  clock?: Clock;
  /** Milliseconds for dialling, all retries included, where `use` says nothing; default 60,000. */
  dialDeadlineMs?: number;
  /** Milliseconds for one dial; default 10,000. */
  readyTimeoutMs?: number;
  /** How many hosts are dialled at a time; default 64. */
  dials?: number;
  /** Socket of the SSH agent; default: SSH_AUTH_SOCK. */
  agent?: string;
}

type Endpoint = Omit<Connection, "jump" | "jumps">;

/**
 * A dial is mostly arithmetic of this computer's: of a thousand at once, each would take longer than a host may take to
 * answer.
 */
const DIALS = 64;

/** The connections of one process, one per host. */
export function createSshPool(options: PoolOptions = {}): SshPool {
  const { clock = systemClock, dialDeadlineMs = 60_000, readyTimeoutMs = patient(10_000) } = options;
  const { agent = process.env.SSH_AUTH_SOCK } = options;
  const dials = new Limit(options.dials ?? DIALS);
  const loginOf = createLogins(agent);
  const links = new Map<string, Link>();
  let closed = false;

  function linkTo(connection: Connection, label: string): Link {
    const hops = jumpsOf(connection);
    const target = targetOf(connection, label, loginOf);
    const key = JSON.stringify([target, ...hops.map((hop) => targetOf(hop, jumpLabel(hop), loginOf))].map(identity));
    const known = links.get(key);
    if (known) return known;
    const last = hops.at(-1);
    const through = last && linkTo({ ...last, jumps: hops.slice(0, -1) }, jumpLabel(last));
    const link = new Link({
      label,
      clock,
      dialDeadlineMs,
      readyTimeoutMs,
      dials,
      attempt: async ({ status, turn, ...attempt }) => {
        if (!through) return inTurn(turn, () => dial(target, attempt));
        // Before its own turn: it may have to wait for one.
        const wire = await through
          .wire({
            deadlineMs: attempt.timeoutMs,
            signal: attempt.signal,
            status: (text) => status(`jump host: ${text}`),
          })
          .catch((error) => {
            throw isRetryable(error) ? dialFailed(`jump host: ${messageOf(error.cause)}`, label) : error;
          });
        return inTurn(turn, () => dial(target, { ...attempt, open: () => forward(wire, target) }));
      },
    });
    links.set(key, link);
    return link;
  }

  return {
    async use(connection, use = {}) {
      const label = use.name ? `${use.name} (${connection.host})` : connection.host;
      if (closed) throw cancelled("connecting after the end of the run", label);
      const link = linkTo(connection, label);
      await link.wire({ ...use, deadlineMs: use.deadlineMs ?? dialDeadlineMs, label });
      const { user, sudoPassword } = connection;
      return hostOver({ link, user, sudoPassword, label, use: withDeadline(use, dialDeadlineMs), clock });
    },
    async close() {
      closed = true;
      // The last ones first: a connection through a jump host needs it to say goodbye.
      for (const link of [...links.values()].reverse()) await link.close();
    },
  };
}

async function inTurn<T>(turn: () => Promise<() => void>, work: () => Promise<T>): Promise<T> {
  const release = await turn();
  try {
    return await work();
  } finally {
    release();
  }
}

function withDeadline(use: UseOptions, deadlineMs: number): UseOptions {
  return { ...use, deadlineMs: use.deadlineMs ?? deadlineMs };
}

function hostOver(host: CommandHost): SshHost {
  const run: SshHost["run"] = (command, options) => runCommand(host, command, options);
  return {
    label: host.label,
    run,
    runAll: (commands, options) => runAll({ run, label: host.label }, commands, options),
    upload: (path, content, options) => upload(run, path, content, options),
    connect: (socket) => connectTo(host, socket),
    stream: (command) => streamCommand(host, command),
    connectPort: (port) => connectToPort(host, port),
    terminal: (command, terminal) => openTerminal(host, command, terminal),
  };
}

type LoginOf = (endpoint: Endpoint, label: string) => Target["login"];

function targetOf(endpoint: Endpoint, label: string, loginOf: LoginOf): Target {
  const { host, port, user } = endpoint;
  return { host, port, user, login: loginOf(endpoint, label), pin: parseHostPin(endpoint.hostKey, label), label };
}

/** The logins of endpoints. A private key is opened once: a passphrase costs a second. */
function createLogins(agent: string | undefined): LoginOf {
  const opened = new Map<string, ParsedKey>();
  return ({ privateKey, passphrase }, label) => {
    if (privateKey === undefined) {
      if (!agent) throw noAgent(label, "SSH_AUTH_SOCK is not set");
      return { agent };
    }
    const id = JSON.stringify([privateKey, passphrase]);
    const key = opened.get(id) ?? parsePrivateKey(privateKey, label, passphrase);
    opened.set(id, key);
    return { key };
  };
}

function identity({ host, port, user, login, pin }: Target): unknown[] {
  const key = "agent" in login ? login.agent : fingerprint(login.key.getPublicSSH());
  return [host, port, user, key, ...pin.fingerprints];
}

function jumpLabel({ host }: Endpoint): string {
  return `jump host ${host}`;
}

function forward(wire: Wire, { host, port, label }: Target): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    const refuse = (error: Error & { reason?: unknown }) => {
      if (wire.lost !== undefined) reject(dropped("dialling through the jump host", label, wire.lost));
      else if (error.reason === PROHIBITED) reject(portForbidden("The jump host", label, error.message));
      else reject(dialFailed(`the jump host cannot connect to it: ${refusal(error)}`, label));
    };
    try {
      wire.client.forwardOut("127.0.0.1", 0, host, port, (error, channel) =>
        error ? refuse(error) : resolve(channel),
      );
    } catch (error) {
      refuse(error as Error);
    }
  });
}

/** sshd's own words, which the library puts behind a prefix. */
function refusal(error: Error): string {
  return reasonOf(error).replace("(SSH) Channel open failure: ", "") || "no reason given";
}
