import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { copyFolder, dataUnit } from "../../../provisioners/swarm/backup/data-script";
import { step } from "../support/jest/steps";
import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";
import { healthy, managersOf, waitFor } from "../support/swarm";

/* A swarm's state is backed up while it runs, read back, lost, and restored to other machines. */
const LAB = "test-backup";
const names = ["manager-1", "manager-2", "manager-3"];

describe("a backup of three managers", () => {
  const program = programOf(LAB);
  /** Not beside the stack: there, nothing of an identity may be found. */
  let keys: string;
  let recipient: string;

  beforeAll(async () => {
    keys = await mkdtemp(join(tmpdir(), "pulumi-swarm-keys-"));
    const identity = await generateIdentity();
    recipient = await identityToRecipient(identity);
    await writeFile(join(keys, "identity"), `# public key: ${recipient}\n${identity}\n`, { mode: 0o600 });
    program.watchFor(identity);
  });
  afterAll(() => rm(keys, { recursive: true, force: true }));

  const verify = (file: string) => program.swarm("--json", "verify", file, "--identity-file", join(keys, "identity"));
  /** When Docker was started on each manager. */
  const starts = () =>
    Promise.all(names.map((name) => on(LAB, name, "systemctl show docker -p ActiveEnterTimestampMonotonic --value")));

  step("stops Docker on one manager that does not lead, for as long as it is copied, and is whole", async () => {
    const pools = [{ name: "manager", role: "manager", count: 3 }];
    await program.configure({ pools, stacks: ["hello"] });
    expectSuccess(await program.up());
    await on(
      LAB,
      "manager-1",
      "printf hunter2 | docker secret create password - && printf plain | docker config create settings -",
    );
    await on(LAB, "manager-1", "docker network create --driver overlay extra");
    const reader = "cat /run/secrets/password; echo; exec sleep 100000";
    await on(
      LAB,
      "manager-1",
      `docker service create --detach --name reader --secret password busybox:1.37 sh -c '${reader}'`,
    );
    await healthy(LAB, "manager-1", 3);
    for (const name of names)
      program.watchFor(await on(LAB, name, "cat /var/lib/docker/swarm/certificates/swarm-node.key"));
    const { leader } = await managersOf(LAB, "manager-1");
    const before = await starts();
    const file = program.file("swarm.age");
    const backup = await program.swarm("--json", "backup", file, "--recipient", recipient);
    expect(backup.code).toBe(0);
    const after = await starts();
    const restarted = names.filter((_, index) => before[index] !== after[index]);
    expect(restarted).toHaveLength(1);
    expect(restarted).not.toContain(leader);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const { code, text } = await verify(file);
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({
      node: { name: restarted[0] },
      autolock: false,
      secrets: [{ name: "password" }],
      configs: [{ name: "settings" }],
      services: expect.arrayContaining([expect.objectContaining({ name: "hello_web" })]),
      networks: expect.arrayContaining([expect.objectContaining({ name: "extra" })]),
    });
    await healthy(LAB, "manager-1", 3);
    for (const name of names) expect(await on(LAB, name, `ls -A ${copyFolder} 2>&1`, [0, 2])).toMatch(/No such file/);
  });

  test("is written to standard output and to a command as well", async () => {
    const piped = program.file("piped.age");
    const taken = await program.swarm("backup", "--recipient", recipient, "--to-command", `cat > ${piped}`);
    expect(taken.code).toBe(0);
    expect((await verify(piped)).code).toBe(0);
    const refused = await program.swarm("backup", "--recipient", recipient, "--to-command", "cat >/dev/null; exit 9");
    expect(refused).toMatchObject({ code: 2, text: expect.stringContaining("it ended with code 9") });
    await healthy(LAB, "manager-1", 3);
  });

  test("that is cut short or opened with another key says so", async () => {
    const cut = program.file("cut.age");
    await writeFile(cut, await readFile(program.file("swarm.age")));
    await truncate(cut, (await stat(cut)).size - 1_000);
    expect(await verify(cut)).toMatchObject({ code: 2, text: expect.stringContaining("cut short") });
    const other = join(keys, "other");
    await writeFile(other, await generateIdentity());
    const wrong = await program.swarm("verify", program.file("swarm.age"), "--identity-file", other);
    expect(wrong).toMatchObject({
      code: 2,
      text: expect.stringContaining("No identity that was given opens the backup"),
    });
  });

  test.each([
    ["while Docker is stopped", "stopping|copying"],
    ["while the copy is packed", "starting|packing|packed"],
  ])(
    "that is killed %s leaves Docker running and nothing else, and another one is refused meanwhile",
    async (_when, at) => {
      const { leader } = await managersOf(LAB, "manager-1");
      const manager = names.find((name) => name !== leader) as string;
      const file = program.file("killed.age");
      const options = ["--recipient", recipient, "--manager", manager];
      const backup = program.beginSwarm("backup", file, ...options);
      const step = `grep -Eqx '${at}' ${copyFolder}/step 2>/dev/null && echo there`;
      await backup.reaches(at, async () => ((await on(LAB, manager, step, [0, 1, 2])) ? true : undefined));
      await backup.kill("pulumi");
      await waitFor(
        "Docker to run",
        async () => (await on(LAB, manager, "systemctl is-active docker", [0, 3])) === "active",
      );
      await healthy(LAB, leader, 3);
      const second = await program.swarm("backup", file, ...options);
      expect(second).toMatchObject({ code: 2, text: expect.stringContaining("Another backup is under way") });
      // As after the minutes without a word of the client.
      await on(LAB, manager, `touch -d '1 hour ago' ${copyFolder}/alive`);
      await waitFor("the copy to be removed", async () =>
        /No such file/.test(await on(LAB, manager, `ls ${copyFolder} 2>&1`, [0, 2])),
      );
      expect(await on(LAB, manager, `systemctl is-active ${dataUnit}`, [3, 4])).toBe("inactive");
      expect(await on(LAB, manager, "systemctl is-active docker")).toBe("active");
      await healthy(LAB, leader, 3);
      await expect(stat(file)).rejects.toMatchObject({ code: "ENOENT" });
    },
  );

  test("whose unit is killed on the manager starts Docker all the same", async () => {
    const { leader } = await managersOf(LAB, "manager-1");
    const manager = names.find((name) => name !== leader) as string;
    const backup = program.beginSwarm(
      "backup",
      program.file("unit.age"),
      "--recipient",
      recipient,
      "--manager",
      manager,
    );
    const step = `grep -Eqx 'stopping|copying' ${copyFolder}/step 2>/dev/null && echo there`;
    await backup.reaches("the stop", async () => ((await on(LAB, manager, step, [0, 1, 2])) ? true : undefined));
    await on(LAB, manager, `systemctl kill --signal=SIGKILL ${dataUnit}`);
    const { code, text } = await backup.done;
    expect({ code, text }).toMatchObject({ code: 2, text: expect.stringContaining("could not be copied") });
    await healthy(LAB, leader, 3);
    expect(await on(LAB, manager, "systemctl is-active docker")).toBe("active");
  });

  /** IDs of what the swarm has, and what a service reads from its secret. */
  async function contents() {
    const list = (what: string, format: string) =>
      on(LAB, "manager-1", `docker ${what} ls --format '${format}' | sort`);
    const read = () => on(LAB, "manager-1", "docker service logs --raw reader 2>&1 | tail -n 1");
    await waitFor("the service to read its secret", async () => (await read()) === "hunter2");
    return {
      swarm: await on(LAB, "manager-1", "docker info --format '{{.Swarm.Cluster.ID}}'"),
      secrets: await list("secret", "{{.ID}} {{.Name}}"),
      configs: await list("config", "{{.ID}} {{.Name}}"),
      services: await list("service", "{{.ID}} {{.Name}}"),
      networks: await list("network --filter driver=overlay", "{{.ID}} {{.Name}}"),
    };
  }

  /** Everything is destroyed, then made from the backup on new machines. */
  async function destroyAndRestore(pools: object[]) {
    expectSuccess(await program.destroy());
    await program.configure({ pools, stacks: ["hello"] });
    const [, identity] = (await readFile(join(keys, "identity"), "utf8")).trim().split("\n");
    await program.configureSecret("swarm", { restore: { archive: program.file("swarm.age"), identity } });
    return program.up();
  }

  const workers = { name: "worker", role: "worker", count: 1, block: 6 };

  step("is restored to new machines at other addresses: the same IDs and secrets, and workers join", async () => {
    const before = await contents();
    const other = { name: "manager", role: "manager", count: 3, block: 5 };
    expectSuccess(await destroyAndRestore([other, workers]));
    const rows = await healthy(LAB, "manager-1", 4);
    expect(rows.map(({ Hostname }) => Hostname).sort()).toEqual([...names, "worker-1"]);
    expect(await contents()).toEqual(before);
    const { nodes } = await program.outputs();
    const raft = await on(
      LAB,
      "manager-1",
      "docker node inspect $(docker node ls -q --filter role=manager) --format '{{.ManagerStatus.Addr}}'",
    );
    const managers = nodes.filter(({ role }) => role === "manager");
    expect(raft.split("\n").sort()).toEqual(managers.map(({ address }) => `${address}:2377`).sort());
    for (const name of names) expect(await on(LAB, name, "iptables -t nat -S | grep 2377", [0, 1])).toBe("");
  });

  test("is restored once: another run changes nothing, with the setting and without it", async () => {
    expectSuccess(await program.up("--expect-no-changes"));
    await program.configure({
      pools: [{ name: "manager", role: "manager", count: 3, block: 5 }, workers],
      stacks: ["hello"],
    });
    expectSuccess(await program.up("--expect-no-changes"));
  });
});
