import { messageOf } from "../../../provisioners/core/errors";
import { until } from "./jest/pace";
import { host, on } from "./machines";

export interface NodeRow {
  ID: string;
  Hostname: string;
  /** `Ready` or `Down`. */
  Status: string;
  Availability: string;
  /** `Leader`, `Reachable`, `Unreachable`, or empty for a worker. */
  ManagerStatus: string;
}

/** The nodes as a manager sees them; none while there is no leader. */
export async function nodesOf(lab: string, manager: string): Promise<NodeRow[]> {
  const rows = await on(lab, manager, "docker node ls --format '{{json .}}'", [0, 1]);
  return rows
    .split("\n")
    .filter(Boolean)
    .map((row) => JSON.parse(row) as NodeRow);
}

/** Who leads, and how many managers take part. */
export async function managersOf(lab: string, from: string): Promise<{ leader: string; reachable: number }> {
  const rows = await nodesOf(lab, from);
  const reachable = rows.filter(({ ManagerStatus }) => ["Leader", "Reachable"].includes(ManagerStatus)).length;
  return { leader: rows.find(({ ManagerStatus }) => ManagerStatus === "Leader")?.Hostname ?? "", reachable };
}

/** ID of the swarm that a machine is in; empty for none. */
export const swarmOf = (lab: string, machine: string) =>
  on(lab, machine, "docker info --format '{{with .Swarm.Cluster}}{{.ID}}{{end}}'");

/** Waits until every node is ready and every manager reachable, with one leader. */
export async function healthy(lab: string, manager: string, count: number): Promise<NodeRow[]> {
  let rows: NodeRow[] = [];
  const look = until(
    async () => {
      rows = await nodesOf(lab, manager);
      const managers = rows.filter(({ ManagerStatus }) => ManagerStatus !== "");
      const well =
        rows.length === count &&
        rows.every(({ Status }) => Status === "Ready") &&
        managers.every(({ ManagerStatus }) => ManagerStatus !== "Unreachable") &&
        managers.filter(({ ManagerStatus }) => ManagerStatus === "Leader").length === 1;
      return well ? rows : undefined;
    },
    { what: `${count} nodes, all well`, deadlineMs: 120_000 },
  );
  return look.catch((error) => {
    throw new Error(`${messageOf(error)}: ${JSON.stringify(rows)}`);
  });
}

/** Waits until something is so; what fails meanwhile counts as not yet. */
export async function waitFor(what: string, holds: () => Promise<boolean>, deadlineMs = 180_000): Promise<void> {
  await until(async () => ((await holds().catch(() => false)) ? true : undefined), { what, deadlineMs });
}

/** Reboots a machine and waits until it has booted again. */
export async function reboot(lab: string, name: string): Promise<void> {
  const boot = () => on(lab, name, "cat /proc/sys/kernel/random/boot_id");
  const before = await boot();
  await (await host(lab, name)).run("systemctl --no-block reboot");
  await waitFor(`${name} to boot again`, async () => (await boot()) !== before);
}
