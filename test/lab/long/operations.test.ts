import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { send } from "../../../lab/client";
import { until } from "../support/jest/pace";
import { step } from "../support/jest/steps";
import { expectSuccess, programOf, type Run } from "../support/program";
import { healthy } from "../support/swarm";

/*
 * What operators do between two runs: look, read logs, run commands in containers, and reach Docker while managers die.
 */
const LAB = "test-operations";

const settings = {
  pools: [{ name: "manager", role: "manager", count: 3 }],
  stacks: ["hello"],
};

/** The answer of Docker's API over a socket on this computer. */
function ask(socketPath: string, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.once("end", () => resolve(text)).once("error", reject);
    });
    asked.once("error", reject).end();
  });
}

describe("the operator's command line on a swarm of three managers", () => {
  const program = programOf(LAB);
  const json = <T>({ text }: Run) => JSON.parse(text) as T;

  step("status finds nothing to say of a new swarm", async () => {
    await program.configure(settings);
    expectSuccess(await program.up());
    await healthy(LAB, "manager-1", 3);
    const status = await program.swarm("status");
    expect(status.text).toContain("Quorum held: 3 of 3 managers reachable, 2 needed; 1 more may fail at once");
    for (const name of ["manager-1", "manager-2", "manager-3", "hello_web"]) expect(status.text).toContain(name);
    expect(status.text).toMatch(/hello_web +replicated +3\/3/);
    expect(status.code).toBe(0);
  });

  test("the doctor looks into the machines and finds every port open, and nothing that differs from the state", async () => {
    const { code, text } = await program.swarm("--json", "doctor");
    const found = JSON.parse(text) as { check: string; where: string; what: string; severity: string }[];
    expect(found.filter(({ severity }) => severity === "attention")).toEqual([]);
    expect(code).toBe(0);
  });

  test("ps lists the tasks with their nodes, of all and of one node", async () => {
    const all = json<{ name: string; node: string; state: string }[]>(await program.swarm("--json", "ps", "hello_web"));
    expect(all.map(({ state }) => state)).toEqual(["running", "running", "running"]);
    const nodes = [...new Set(all.map(({ node }) => node))];
    expect(nodes.length).toBeGreaterThan(1);
    const [node = ""] = nodes;
    const there = json<{ node: string }[]>(await program.swarm("--json", "ps", node));
    expect(there.every((task) => task.node === node)).toBe(true);
  });

  test("exec runs in the replica that is named, on whichever node it is", async () => {
    const names = await Promise.all(
      [1, 2, 3].map(async (slot) => (await program.swarm("exec", `hello_web.${slot}`, "--", "hostname")).text.trim()),
    );
    expect(new Set(names).size).toBe(3);
    expect((await program.swarm("exec", "hello_web", "--", "sh", "-c", "exit 7")).code).toBe(7);
  });

  test("logs merge what the tasks wrote on all nodes, in the order of their times", async () => {
    for (const slot of [1, 2, 3]) {
      await program.swarm("exec", `hello_web.${slot}`, "--", "sh", "-c", `echo mark-${slot} > /proc/1/fd/1`);
    }
    const lines = await until(
      async () => {
        const { text } = await program.swarm("--json", "logs", "hello", "--grep", "^mark-");
        const found = text.split("\n").filter(Boolean);
        return found.length >= 3 ? found.map((line) => JSON.parse(line) as { text: string; time: string }) : undefined;
      },
      { what: "the log lines of three tasks", deadlineMs: 60_000 },
    );
    expect(lines.map(({ text }) => text)).toEqual(["mark-1", "mark-2", "mark-3"]);
    const times = lines.map(({ time }) => time);
    expect(times).toEqual([...times].sort());
  });

  test("exec gives a command a terminal where it is asked to", async () => {
    const terminal = await program.swarm("exec", "-t", "hello_web.1", "--", "stty", "size");
    expect(terminal.text.trim()).toBe("24 80");
  });

  test("top and df show what tasks use, and what takes the room on each node", async () => {
    const used = json<{ task: string; memory: number }[]>(await program.swarm("top", "hello_web", "--json"));
    expect(used.map(({ task }) => task).sort()).toEqual(["hello_web.1", "hello_web.2", "hello_web.3"]);
    expect(used.every(({ memory }) => memory > 0)).toBe(true);
    type Row = { disk: { used: number }; images: { size: number } };
    const { nodes, total } = json<{ nodes: Row[]; total: Row }>(await program.swarm("df", "--json"));
    expect(nodes).toHaveLength(3);
    expect(nodes.every(({ disk, images }) => disk.used > 0 && images.size > 0)).toBe(true);
    expect(total.images.size).toBe(nodes.reduce((sum, { images }) => sum + images.size, 0));
  });

  test("cp copies to nodes and into containers, and back", async () => {
    const folder = await mkdtemp(join(tmpdir(), "operations-"));
    try {
      await writeFile(join(folder, "sent"), "carried");
      for (const place of ["manager-2", "hello_web.2"]) {
        expect(await program.swarm("cp", join(folder, "sent"), `${place}:/tmp/there`)).toMatchObject({ code: 0 });
        expect(await program.swarm("cp", `${place}:/tmp/there`, join(folder, place))).toMatchObject({ code: 0 });
        expect(await readFile(join(folder, place), "utf8")).toBe("carried");
      }
      const missing = await program.swarm("cp", "hello_web.2:/tmp/nothing", folder);
      expect(missing).toMatchObject({ code: 2, text: expect.stringContaining("Cannot read /tmp/nothing") });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test("events of all nodes come in the order of their times, and as they happen", async () => {
    const followed = program.beginSwarm("events", "-f", "hello_web", "--filter", "type=container");
    await program.swarm("ssh", "manager-1", "--", "docker service update --quiet --force hello_web");
    const started = async () => / container start hello_web\.\d/.exec(followed.text) ?? undefined;
    await followed.reaches("a container of a new task to start", started);
    expect(await followed.interrupt()).toMatchObject({ code: 0 });
    const { code, text } = await program.swarm("events", "--json");
    const events = text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { time: string; node: string; type: string });
    expect(code).toBe(0);
    expect(new Set(events.map(({ node }) => node)).size).toBe(3);
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["container", "service"]));
    expect(events.map(({ time }) => time)).toEqual(events.map(({ time }) => time).sort());
  });

  test("ssh runs a command on a node, and gives its exit code", async () => {
    expect((await program.swarm("ssh", "manager-2", "--", "hostname")).text).toContain("manager-2");
    expect((await program.swarm("ssh", "manager-2", "--", "false")).code).toBe(1);
    const unknown = await program.swarm("ssh", "manager-9");
    expect(unknown).toMatchObject({ code: 2, text: expect.stringContaining("manager-1, manager-2, manager-3") });
  });

  test("the tunnel goes on through another manager when the one it used dies, and status and doctor name the dead one", async () => {
    const tunnel = program.beginSwarm("tunnel");
    const path = await tunnel.reaches("the tunnel's socket", async () => /unix:\/\/(\S+)/.exec(tunnel.text)?.[1]);
    const used = (JSON.parse(await ask(path, "/info")) as { Name: string }).Name;
    const forward = program.beginSwarm("forward", "hello_web:8080", "--local", "0");
    const url = await forward.reaches("the forwarded port", async () => /http:\S+/.exec(forward.text)?.[0]);
    expect(await (await fetch(url)).text()).toContain("hello from");
    await send(LAB, { command: "kill", name: used });
    const next = await until(
      async () => {
        const text = await ask(path, "/info").catch(() => undefined);
        return text === undefined ? undefined : (JSON.parse(text) as { Name: string }).Name;
      },
      { what: "an answer through another manager", deadlineMs: 180_000 },
    );
    expect(next).not.toBe(used);
    const page = () => fetch(url, { signal: AbortSignal.timeout(30_000) }).then((answer) => answer.text());
    const again = () => page().catch(() => undefined);
    expect(await until(again, { what: "the page by another node", deadlineMs: 180_000 })).toContain("hello from");
    expect(await forward.interrupt()).toMatchObject({ code: 0 });
    const findings = await until(
      async () => {
        const { code, text } = await program.swarm("--json", "doctor");
        const found = JSON.parse(text) as { check: string; where: string; what: string }[];
        return code === 1 && found.some(({ check }) => check === "node-down") ? found : undefined;
      },
      { what: "the doctor to name the dead manager", deadlineMs: 120_000 },
    );
    const dead = findings.find(({ check }) => check === "manager-unreachable");
    expect(dead).toMatchObject({ where: used, what: expect.stringContaining("2 of 3 managers reachable") });
    const status = await program.swarm("status");
    expect(status.code).toBe(1);
    expect(status.text).toContain("no other may fail");
    expect(await tunnel.interrupt()).toMatchObject({ code: 0 });
    await expect(ask(path, "/info")).rejects.toThrow();
    await send(LAB, { command: "start", name: used });
    await healthy(LAB, next, 3);
  });
});
