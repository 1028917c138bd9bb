import { Session } from "../../../provisioners/core/session";
import type { Clock } from "../../../provisioners/core/until";
import type { Host, HostPool } from "../../../provisioners/docker/host";
import type { ResourceContext } from "../../../provisioners/provider/resource";
import type { Connection } from "../../../provisioners/ssh/schema";

/** Time that passes only when somebody sleeps. */
export class FakeClock implements Clock {
  private time = 1_000_000;
  /** Called after each sleep, so that a test can change the world meanwhile. */
  onSleep?: (elapsed: number) => void;

  now = () => this.time;

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.time += ms;
    this.onSleep?.(this.time - 1_000_000);
  }
}

export interface FakeContext extends ResourceContext<never> {
  clock: FakeClock;
  lines: string[];
  statuses: string[];
  kept: { id: string; outputs: unknown }[];
}

/** A handler's context that records what it is told, in a session of its own unless one is given. */
export function fakeContext(use: (connection: Connection) => Promise<Host>, session = new Session()): FakeContext {
  const [lines, statuses, kept]: [string[], string[], FakeContext["kept"]] = [[], [], []];
  const ssh: HostPool = { use, close: async () => undefined };
  return {
    urn: "urn:pulumi:test::test::swarm:index:Test::test",
    status: (text) => void statuses.push(text),
    log: (text) => void lines.push(text),
    signal: new AbortController().signal,
    clock: new FakeClock(),
    ssh,
    session,
    exists: (id, outputs) => void kept.push({ id, outputs }),
    lines,
    statuses,
    kept,
  };
}

export function connection(host: string): Connection {
  return { host, port: 22, user: "root", privateKey: "private", hostKey: "SHA256:host" };
}
