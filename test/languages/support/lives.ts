import { readFile } from "node:fs/promises";
import { loadMachines } from "../../../lab/store";
import { paced, pacedSeconds } from "../../lab/support/jest/pace";
import { lend } from "../../lab/support/lent";
import { closeConnections, on, page, removeMachines } from "../../lab/support/machines";
import { Example } from "./example";
import { openSshDoor } from "./ssh-door";
import { withTimeout } from "./timeouts";
import { type ExampleLanguage, makeWorkspace, removeWorkspace, type Workspace } from "./workspace";

const DEADLINE = 900_000;

/**
 * The tests of a language: each of its examples as the reader runs it, made, found unchanged, destroyed. Only names and
 * addresses differ, and Docker comes from the distribution. `address`: one of loopback, for the host that exists.
 */
export function livesOf(language: ExampleLanguage, address: string): void {
  const lab = `test-${language}`;
  const owner = `${lab}-hosts`;
  const begin = (name: string) => new Example(workspace, language, name, lab);
  const removeAll = async () => {
    for (const each of [lab, owner]) await removeMachines(each);
  };

  let workspace: Workspace;
  beforeAll(async () => {
    // What an earlier, killed run left.
    await removeAll();
    workspace = await makeWorkspace(
      [language],
      [
        [/"dev"/g, `"${lab}"`],
        [/lab: dev$/gm, `lab: ${lab}`],
        [/203\.0\.113\.11/g, address],
        [/10\.20\.0\.11/g, "10.77.0.11"],
        [/\{ version: "29\.0\.1" \}/g, '{ source: "distribution" }'],
        ...withTimeout(language, pacedSeconds(300)),
      ],
    );
  }, paced(DEADLINE));
  afterEach(removeAll, paced(DEADLINE));
  afterAll(async () => {
    await closeConnections();
    if (workspace) await removeWorkspace(workspace);
  }, paced(DEADLINE));

  test(
    `the example \`hosts\` in ${language} makes a swarm and leaves the host as it was`,
    async () => {
      const { port, hostKey, privateKeyFile } = await lend(owner, "manager-1", 11, 768);
      const closeDoor = await openSshDoor(address, port);
      const example = begin("hosts");
      await example.open({ privateKey: await readFile(privateKeyFile, "utf8") }, { hostKey });
      await live(example, async () => {
        expect(await on(owner, "manager-1", "curl -s http://127.0.0.1:8080/")).toMatch(/^hello from /);
      });
      expect(await on(owner, "manager-1", "docker info --format '{{.Swarm.LocalNodeState}}'")).toBe("inactive");
      closeDoor();
    },
    paced(DEADLINE),
  );

  test(
    `the example \`cluster\` in ${language} makes its machine, a swarm on it, a secret and a stack`,
    async () => {
      const example = begin("cluster");
      await example.open();
      await live(example, async () => {
        const container = "docker ps -q --filter label=com.docker.swarm.service.name=web_web";
        expect(await on(lab, "manager-1", `docker exec $(${container}) cat /run/secrets/greeting`)).toBe("hello");
      });
      expect(await loadMachines(lab)).toEqual([]);
    },
    paced(DEADLINE),
  );

  test(
    `the example \`storage\` in ${language} has a stack that keeps its files on NFS`,
    async () => {
      const example = begin("storage");
      await example.open({ password: "correct horse" });
      await live(example, async () => {
        const device = "docker volume inspect --format '{{.Options.device}}' notes_data";
        expect(await on(lab, "manager-1", device)).toBe(":/srv/data");
        expect(await on(lab, "nfs", "cat /srv/data/starts")).not.toBe("");
      });
      expect(await loadMachines(lab)).toEqual([]);
    },
    paced(DEADLINE),
  );

  test(
    `the example \`lab\` in ${language} makes its machines and a stack that answers`,
    async () => {
      const example = begin("lab");
      await example.open();
      await live(example, async () => expect(await forwarded(lab, 8080)).toMatch(/^hello from /));
      expect(await loadMachines(lab)).toEqual([]);
    },
    paced(DEADLINE),
  );
}

/** Made, checked, found unchanged, destroyed. */
async function live(example: Example, check: () => Promise<unknown>): Promise<void> {
  await example.up();
  await check();
  await example.up("--expect-no-changes");
  await example.destroy();
}

/** Where a published port of a lab's machine answers. */
async function forwarded(lab: string, port: number): Promise<string> {
  const machines = await loadMachines(lab);
  const at = machines.map(({ forwards }) => forwards[String(port)]).find((each) => each !== undefined);
  return page(`http://127.0.0.1:${at}/`);
}
