import { until } from "../../provisioners/until";
import { host, on } from "./machines";

export interface NodeRow {
  ID: string;
  Hostname: string;
  Status: string;
  ManagerStatus: string;
}

/** The nodes as a machine's Docker lists them. */
export async function rowsOf(lab: string, from: string): Promise<NodeRow[]> {
  const rows = await on(lab, from, "docker node ls --format '{{json .}}'");
  return rows.split("\n").map((row) => JSON.parse(row) as NodeRow);
}

/** Who leads, and how many managers take part. */
export async function managersOf(lab: string, from: string): Promise<{ leader: string; reachable: number }> {
  const rows = await rowsOf(lab, from);
  const reachable = rows.filter(({ ManagerStatus }) => ["Leader", "Reachable"].includes(ManagerStatus)).length;
  return { leader: rows.find(({ ManagerStatus }) => ManagerStatus === "Leader")?.Hostname ?? "", reachable };
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
