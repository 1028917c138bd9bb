import { type Clock, systemClock } from "../../provisioners/core/until";
import { createSshPool, type PoolOptions } from "../../provisioners/ssh/pool";
import type { SshPool } from "../../provisioners/ssh/types";
import { type ServerOptions, TestServer } from "./server";

/** The real time with pauses cut short, so that retries take no time. */
export const hasty: Clock = { now: Date.now, sleep: (_ms, signal) => systemClock.sleep(1, signal) };

const ends: (() => Promise<void>)[] = [];

/** A server that ends with the test. */
export async function server(options?: ServerOptions): Promise<TestServer> {
  const started = await TestServer.start(options);
  ends.push(() => started.close());
  return started;
}

/** A pool that ends with the test, before the servers that came earlier. */
export function pool(options?: PoolOptions): SshPool {
  const created = createSshPool({ clock: hasty, ...options });
  ends.push(() => created.close());
  return created;
}

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A promise that a test resolves when it saw what it waited for. */
export function signalled<T = void>(): { seen: Promise<T>; see: (value: T) => void } {
  let see: (value: T) => void = () => undefined;
  const seen = new Promise<T>((resolve) => {
    see = resolve;
  });
  return { seen, see };
}
