import { send } from "../../lab/client";
import { Client } from "./clients";
import { on } from "./machines";
import { until } from "./pace";
import { expectSuccess, programOf } from "./program";
import { nodesOf } from "./swarm";

/* Clients of a stack while the swarm loses its leader. */
const LAB = "test-leader";

describe("a swarm whose leader dies", () => {
  const program = programOf(LAB);

  test("a killed leader changes nothing for clients", async () => {
    await program.configure({ pools: [{ name: "manager", role: "manager", count: 3 }], stacks: ["hello"] });
    expectSuccess(await program.up());
    const leader = (await nodesOf(LAB, "manager-1")).find(({ ManagerStatus }) => ManagerStatus === "Leader")
      ?.Hostname as string;
    const other = ["manager-1", "manager-2", "manager-3"].find((name) => name !== leader) as string;
    const { endpoints } = await program.outputs();
    // Requests that the leader's own task is about to answer fail with it: it takes none from here on.
    await on(LAB, other, `docker node update --availability drain ${leader}`);
    await until(async () => ((await on(LAB, leader, "docker ps -q")) ? undefined : true), {
      what: "the leader without containers",
      deadlineMs: 120_000,
    });
    const client = new Client(endpoints.filter(({ machine }) => machine !== leader).map(({ url }) => url));
    await send(LAB, { command: "kill", name: leader });
    await until(
      async () => {
        // Without a leader there is no list.
        const rows = await on(LAB, other, "docker node ls --format '{{.Hostname}} {{.ManagerStatus}}'", [0, 1]);
        return rows.includes(" Leader") && !rows.includes(`${leader} Leader`) ? true : undefined;
      },
      { what: "another leader", deadlineMs: 120_000 },
    );
    await client.stop();
    expect(client.failures).toEqual([]);
    expect(client.answers).toBeGreaterThan(20);
    await send(LAB, { command: "start", name: leader });
    await on(LAB, other, `docker node update --availability active ${leader}`);
    await until(
      async () => {
        const rows = await on(LAB, other, "docker node ls --format '{{.Hostname}} {{.Status}} {{.ManagerStatus}}'");
        return rows.includes(`${leader} Ready Reachable`) ? true : undefined;
      },
      { what: "the killed manager to be reachable again", deadlineMs: 180_000 },
    );
  });
});
