import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { labMemory } from "../../../infra/topology";
import { destroyLab, ensureMachine, prepareLab } from "../../../lab/client";
import { generateKey } from "../../../provisioners/ssh/keys/generate";
import { endConnections, onMachine, writeAccess } from "./access";
import type { Fleet } from "./fleet";
import type { Machine } from "./machine";

export const LAB = "bench-peers";

/** A boot that goes on takes processor time from whoever is measured. */
const BOOTED = 'state=$(systemctl is-system-running --wait) || [ "$state" = degraded ]';

const planned = (["manager", "worker"] as const).flatMap((role) =>
  Array.from({ length: role === "manager" ? 3 : 2 }, (_, index) => ({
    ...{ name: `${role}-${index + 1}`, role },
    address: `10.77.0.${(role === "manager" ? 11 : 21) + index}`,
  })),
);

/** Five machines of the lab, which are made anew for every run of every tool. */
export function labFleet(): Fleet {
  const key = generateKey();
  return {
    kept: false,
    variants: ["present", "install"],
    engine: { source: "distribution" },
    async take(variant, folder, status, signal) {
      const privateKeyFile = join(folder, "key");
      await prepareLab(status);
      await destroyLab(LAB);
      await writeFile(privateKeyFile, key.privateKey, { mode: 0o600 });
      const image = variant === "present" ? ("docker" as const) : ("bare" as const);
      const asked = { cpus: 1, memory: labMemory, image, authorizedKey: key.publicKey, ports: [] };
      const machines = await Promise.all(
        planned.map(async ({ role, ...machine }): Promise<Machine> => {
          const { sshPort, hostKey } = await ensureMachine(LAB, { ...asked, ...machine }, status, signal);
          return { ...machine, role, host: "127.0.0.1", port: sshPort, user: "root", hostKey, privateKeyFile };
        }),
      );
      await writeAccess(folder, machines);
      status("waiting for the end of the boot");
      const what = "wait for the end of the boot";
      await Promise.all(machines.map((machine) => onMachine(folder, machine, BOOTED, { what, signal })));
      await endConnections(folder);
      return machines;
    },
    giveBack: () => destroyLab(LAB),
  };
}
