import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../provisioners/errors";
import { until } from "../../provisioners/until";
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

/** Writes down who is a manager and who a node, over and over, as one machine sees it while it is there. */
export class Watch {
  readonly seen: { managers: string[]; nodes: string[] }[] = [];
  private running = true;
  private readonly work: Promise<void>;

  constructor(
    private readonly lab: string,
    private readonly manager: string,
  ) {
    this.work = this.loop();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.work;
  }

  private async loop(): Promise<void> {
    while (this.running) {
      const rows = await this.look();
      if (rows) {
        const managers = rows.filter((row) => row.split(" ")[1]).map((row) => row.split(" ")[0] as string);
        this.seen.push({ managers, nodes: rows.map((row) => row.split(" ")[0] as string) });
      }
      await sleep(300);
    }
  }

  /** `undefined` where the machine is no manager, or is not there, which a run may bring about. */
  private async look(): Promise<string[] | undefined> {
    const list = "docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'";
    try {
      const there = await host(this.lab, this.manager, 5_000);
      const { stdout, code } = await there.run(list, { codes: [0, 1], idempotent: true });
      return code === 0 ? stdout.trim().split("\n") : undefined;
    } catch {
      return undefined;
    }
  }
}
