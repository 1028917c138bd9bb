import { createSshPool } from "../../provisioners/ssh/pool";
import type { SshHost } from "../../provisioners/ssh/types";
import type { Simulation } from "../simulated/simulation";

/** What a script does to a machine before it joins, in one go. */
const PREPARE = `set -e
modprobe -a overlay br_netfilter ip_vs
for key in ip_forward=1 neigh.default.gc_thresh3=8192 tcp_retries2=8; do sysctl -q -w net.ipv4.$key; done
systemctl enable --now docker`;

/** The same swarm by a script: as few commands as can be, on all hosts at once; its milliseconds. */
export async function bareScript(simulation: Simulation): Promise<number> {
  const pool = createSshPool();
  const began = Date.now();
  try {
    const machines = await Promise.all(
      simulation.connections().map(async ({ connection, ...machine }) => {
        const host = await pool.use(connection);
        await host.run(PREPARE);
        return { ...machine, host };
      }),
    );
    const [first, ...others] = machines as [(typeof machines)[0], ...typeof machines];
    const tokens = await begin(first.host, first.address);
    const enter = ({ host, address, role }: (typeof machines)[0]) =>
      host.run([
        "docker",
        "swarm",
        "join",
        "--advertise-addr",
        address,
        "--token",
        tokens[role],
        `${first.address}:2377`,
      ]);
    for (const manager of others.filter(({ role }) => role === "manager")) await enter(manager);
    await Promise.all(others.filter(({ role }) => role === "worker").map(enter));
    return Date.now() - began;
  } finally {
    await pool.close();
  }
}

async function begin(host: SshHost, address: string): Promise<{ manager: string; worker: string }> {
  const { stdout } = await host.run(`set -e
docker swarm init --advertise-addr ${address}
docker swarm join-token -q manager
docker swarm join-token -q worker`);
  const [manager = "", worker = ""] = stdout.trim().split("\n");
  return { manager, worker };
}
