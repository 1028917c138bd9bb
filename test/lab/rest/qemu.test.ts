import { isNewEnough, qemuVersion } from "../../../lab/backends/qemu/programs";
import { deleteMachine, ensureMachine, send } from "../../../lab/client";
import { leftovers } from "../../../lab/leftovers";
import { loadMachines } from "../../../lab/store";
import { generateKey } from "../../../provisioners/ssh/keys/generate";
import { paced, until } from "../support/jest/pace";
import { closeConnections, host, on, page, removeMachines } from "../support/machines";

/*
 * QEMU without hardware virtualisation, which works everywhere and is slow: one machine takes one to three minutes.
 * Not in the default run; `LAB_TEST_QEMU=1 npx jest --selectProjects lab -- test/lab/rest/qemu.test.ts` runs it where QEMU is installed.
 */
const LAB = "test-qemu";
const isWanted = process.env.LAB_TEST_QEMU === "1";
const machine = {
  name: "one",
  cpus: 1,
  memory: 640,
  address: "10.77.0.11",
  image: "docker" as const,
  authorizedKey: generateKey().publicKey,
  ports: [],
};
const removeAll = async () => {
  await removeMachines(LAB);
};

(isWanted ? describe : describe.skip)("a machine under QEMU (skipped unless LAB_TEST_QEMU=1)", () => {
  beforeAll(async () => {
    const version = await qemuVersion();
    if (!version || !isNewEnough(version)) throw new Error(`QEMU 7.2 or newer is needed, and there is ${version}`);
    process.env.PULUMI_SWARM_LAB_BACKEND = "tcg";
    await removeAll();
    await ensureMachine(LAB, machine, () => undefined);
  });
  afterAll(async () => {
    await closeConnections();
    await removeAll();
    delete process.env.PULUMI_SWARM_LAB_BACKEND;
  });

  test("has its name, its private address and no way out", async () => {
    expect(await on(LAB, "one", "hostname")).toBe("one");
    expect(await on(LAB, "one", "ip -4 -o address show eth1")).toContain("10.77.0.11/24");
    expect(await on(LAB, "one", "curl -s -m 20 http://192.0.2.1/; echo $?")).toBe("7");
  });

  test("runs a container of the lab's registry, reached by a port that was led there later", async () => {
    const slowly = async (command: string) => (await host(LAB, "one")).run(command, { deadlineMs: paced(300_000) });
    await slowly("until docker info >/dev/null 2>&1; do sleep 1; done");
    const serve = "mkdir /www; echo here >/www/index.html; exec httpd -f -h /www";
    await slowly(`docker run --detach --publish 8080:80 busybox:1.37 sh -c '${serve}'`);
    const port = await send(LAB, { command: "forward", name: "one", port: 8080 });
    expect(await page(`http://127.0.0.1:${port}/`)).toBe("here\n");
  });

  test("starts again when it dies, and leaves nothing when it is removed", async () => {
    const [{ sshPort } = { sshPort: 0 }] = await loadMachines(LAB);
    await send(LAB, { command: "signal", name: "one", signal: "SIGKILL" });
    const again = await ensureMachine(LAB, machine, () => undefined);
    expect(again.sshPort).toBe(sshPort);
    await deleteMachine(LAB, "one");
    await until(async () => ((await leftovers(LAB)).length === 0 ? true : undefined), {
      what: "the lab to tidy up",
      deadlineMs: 15_000,
    });
  });
});
