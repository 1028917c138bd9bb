import type Docker from "dockerode";
import { SwarmError } from "../core/errors";
import type { RemoteSocket, SshHost, SshPool } from "../ssh/types";
import { dockerOver } from "./over-stream";

/** One reachable host, and its Docker. */
export interface Host extends Omit<SshHost, "connect" | "terminal" | "stream" | "connectPort"> {
  /** Docker Engine API over `/var/run/docker.sock`. */
  docker(): Docker;
}

export type HostPool = SshPool<Host>;

/** The pool's hosts, each with its Docker. */
export function withDocker(pool: SshPool): HostPool {
  return {
    use: async (connection, options) => {
      const { label, run, runAll, upload, connect } = await pool.use(connection, options);
      return { label, run, runAll, upload, docker: () => dockerOver(() => connect(dockerSocket)) };
    },
    close: () => pool.close(),
  };
}

const path = "/var/run/docker.sock";

/** Docker's socket on a host. */
export const dockerSocket: RemoteSocket = {
  path,
  what: "talk to Docker",
  command: ["docker", "system", "dial-stdio"],
  failed: (host, cause) =>
    new SwarmError({
      code: "DOCKER_NOT_RUNNING",
      kind: "transient",
      summary: `Docker does not answer at ${path}`,
      host,
      cause,
      fix: "Look at `systemctl status docker` and `journalctl -u docker` on the machine",
    }),
};
