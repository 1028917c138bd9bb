import { spawnSync } from "node:child_process";
import { createServer, type Server } from "node:net";
import { tryWays } from "../../../../provisioners/swarm/connectivity/probe";

/** Runs the commands on this computer. */
const here = {
  run: async (command: string | readonly string[]) => {
    const [program = "", ...args] = [command].flat();
    const { stdout, stderr, status } = spawnSync(program, args, { encoding: "utf8" });
    return { stdout, stderr, code: status ?? -1 };
  },
};

const listening = (server: Server) =>
  new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve((server.address() as { port: number }).port));
  });

test("each way has its own outcome, in the order in which they were asked", async () => {
  const [server, other] = [createServer(), createServer()];
  const [open, closed] = [await listening(server), await listening(other)];
  await new Promise((resolve) => other.close(resolve));
  try {
    const way = (port: number) => ({ from: "host" as const, address: "127.0.0.1", port });
    expect(await tryWays(here, [way(open), way(closed), way(open)])).toEqual(["open", "refused", "open"]);
    expect(await tryWays(here, [])).toEqual([]);
  } finally {
    server.close();
  }
});
