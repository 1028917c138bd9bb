import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { backends } from "../../../lab/backends";
import { chooseBackend } from "../../../lab/choice/choose";
import { deleteMachine, ensureMachine, listMachines, send, startDaemon } from "../../../lab/client";
import { leftovers } from "../../../lab/leftovers";
import { loadMachines } from "../../../lab/store";
import { processesWith } from "../../../lab/system/processes";
import { generateKey } from "../../../provisioners/ssh/keys/generate";
import { until } from "../support/jest/pace";
import { closeConnections, host, on, removeMachines } from "../support/machines";

/* The lab's machines by themselves: two of them, without Docker. */
const LAB = "test-machines";
const authorizedKey = generateKey().publicKey;
const request = (name: string, last: number) => ({
  name,
  cpus: 1,
  memory: 320,
  address: `10.77.0.${last}`,
  image: "bare" as const,
  authorizedKey,
  ports: [],
});
const one = request("one", 11);
const two = request("two", 12);
const ensure = (machine: typeof one) => ensureMachine(LAB, machine, () => undefined);
const processesOf = async (name: string) =>
  processesWith(backends[(await chooseBackend()).kind].processWord(LAB, name), name ? "whole" : "prefix");
const reaches = async (from: string, address: string) =>
  (await (await host(LAB, from)).run(`ping -c 1 -W 2 ${address}`, { codes: [0, 1] })).code === 0;

describe("machines of a lab", () => {
  beforeAll(async () => {
    await removeMachines(LAB);
    await Promise.all([one, two].map(ensure));
  });
  afterAll(async () => {
    await closeConnections();
    await removeMachines(LAB);
  });

  test("have the name and the addresses that they were given", async () => {
    expect(await on(LAB, "one", "hostname")).toBe("one");
    expect(await on(LAB, "two", "ip -4 -o address")).toContain("10.77.0.12/24");
    expect(await reaches("one", "10.77.0.12")).toBe(true);
  });

  test("each have their own identity", async () => {
    const ids = await Promise.all(["one", "two"].map((name) => on(LAB, name, "cat /etc/machine-id")));
    expect(new Set(ids).size).toBe(2);
    const keys = (await loadMachines(LAB)).map(({ hostKey }) => hostKey);
    expect(new Set(keys).size).toBe(2);
  });

  test("reach nothing but the named ports of the host", async () => {
    const ask = (url: string) => `curl -s -o /dev/null -m 20 -w '%{http_code}' ${url}; echo " $?"`;
    expect(await on(LAB, "one", ask("http://10.0.2.9:5000/v2/"))).toBe("200 0");
    // 7: refused or unreachable at once, which is what programs get on with; 28 would be silence.
    expect(await on(LAB, "one", ask("http://10.0.2.2:22/"))).toBe("000 7");
    expect(await on(LAB, "one", ask("http://192.0.2.1/"))).toBe("000 7");
    const neighbour = (await loadMachines(LAB)).find(({ name }) => name === "two");
    expect(await on(LAB, "one", ask(`http://10.0.2.${10 + (neighbour?.index ?? 0)}:22/`))).toMatch(/^000 (7|28)$/);
  });

  test("are no condition for a look at the lab: it stays for those that are about to be made", async () => {
    const empty = `${LAB}-empty`;
    await startDaemon(empty);
    for (let look = 0; look < 3; look++) expect(await send(empty, { command: "list" })).toEqual([]);
    await send(empty, { command: "remove", name: "none" });
    await until(async () => ((await leftovers(empty)).length === 0 ? true : undefined), {
      what: "the empty lab to end",
      deadlineMs: 20_000,
    });
  });

  test("can be cut off from each other and joined again", async () => {
    await send(LAB, { command: "network", request: { do: "partition", groups: [["one"], ["two"]] } });
    expect(await reaches("one", "10.77.0.12")).toBe(false);
    await send(LAB, { command: "network", request: { do: "heal" } });
    expect(await reaches("one", "10.77.0.12")).toBe(true);
  });

  test("obey their firewall", async () => {
    const ssh = "timeout 3 bash -c '</dev/tcp/10.77.0.12/22' && echo open || echo closed";
    expect(await on(LAB, "one", ssh)).toBe("open");
    await send(LAB, {
      command: "network",
      request: { do: "firewall", name: "two", rules: [{ protocol: "icmp", sources: ["10.77.0.0/24"] }] },
    });
    expect(await on(LAB, "one", ssh)).toBe("closed");
    expect(await reaches("one", "10.77.0.12")).toBe(true);
    await send(LAB, { command: "network", request: { do: "firewall", name: "two" } });
    expect(await on(LAB, "one", ssh)).toBe("open");
  });

  test("keep their disk and their ports when they die, and are started again", async () => {
    await on(LAB, "two", "echo kept >/root/file && sync");
    const before = (await listMachines(LAB)).find(({ name }) => name === "two");
    for (const pid of await processesOf("two")) process.kill(pid, "SIGKILL");
    const after = await ensure(two);
    expect(after.sshPort).toBe(before?.sshPort);
    expect(await on(LAB, "two", "cat /root/file")).toBe("kept");
  });

  test("come back from a reboot with their network", async () => {
    const bootId = "cat /proc/sys/kernel/random/boot_id";
    const before = await on(LAB, "two", bootId);
    await (await host(LAB, "two")).run("systemctl --no-block reboot");
    await until(async () => ((await on(LAB, "two", bootId)) !== before ? true : undefined), {
      what: "two to boot again",
      deadlineMs: 120_000,
    });
    expect(await reaches("one", "10.77.0.12")).toBe(true);
  });

  test("stay off when they were switched off, until they are asked for", async () => {
    await send(LAB, { command: "kill", name: "two" });
    await until(async () => ((await listMachines(LAB)).find(({ name }) => name === "two")?.up ? undefined : true), {
      what: "two to be off",
      deadlineMs: 20_000,
    });
    await ensure(two);
    expect(await on(LAB, "two", "cat /root/file")).toBe("kept");
  });

  test("are found again when the lab itself was killed", async () => {
    const pid = daemonOf(LAB);
    process.kill(pid, "SIGKILL");
    const processes = async () => (await leftovers(LAB)).filter((item) => item.startsWith("process"));
    await until(async () => ((await processes()).length === 0 ? true : undefined), {
      what: "the machines and the services to end with their lab",
      deadlineMs: 20_000,
    });
    const { sshPort } = (await listMachines(LAB))[0] as { sshPort: number };
    const squatter = createServer().listen(sshPort, "127.0.0.1");
    await once(squatter, "listening");
    try {
      await expect(ensure(one)).rejects.toThrow(`Port ${sshPort} on 127.0.0.1`);
    } finally {
      squatter.close();
      await once(squatter, "close");
    }
    await Promise.all([one, two].map(ensure));
    expect(daemonOf(LAB)).not.toBe(pid);
    expect(await on(LAB, "two", "cat /root/file")).toBe("kept");
    expect(await reaches("one", "10.77.0.12")).toBe(true);
  });

  test("of another program are not taken over", async () => {
    await expect(ensure({ ...one, authorizedKey: generateKey().publicKey })).rejects.toMatchObject({
      code: "LAB_FOREIGN_MACHINE",
      message: expect.stringContaining("lab.name"),
    });
  });

  test("leave nothing behind", async () => {
    await closeConnections();
    await deleteMachine(LAB, "one");
    expect((await listMachines(LAB)).map(({ name }) => name)).toEqual(["two"]);
    await deleteMachine(LAB, "two");
    await until(async () => ((await leftovers(LAB)).length === 0 ? true : undefined), {
      what: "the lab to be gone",
      deadlineMs: 20_000,
    });
    await deleteMachine(LAB, "two");
  });
});

function daemonOf(lab: string): number {
  return Number(execFileSync("pgrep", ["-f", `pulumi-swarm.js lab-daemon ${lab}$`], { encoding: "utf8" }));
}
