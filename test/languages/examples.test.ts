import { readFile } from "node:fs/promises";
import { deleteMachine } from "../../lab/client";
import { loadMachines } from "../../lab/store";
import { paced } from "../lab/support/jest/pace";
import { lend } from "../lab/support/lent";
import { closeConnections, on, page } from "../lab/support/machines";
import { Example } from "./support/example";
import { openSshDoor } from "./support/ssh-door";
import { languages, makeWorkspace, type Replacements, removeWorkspace, type Workspace } from "./support/workspace";

/*
 * Each program of examples/, in each language, as its reader runs it: made, found unchanged, destroyed. Only names and
 * addresses are others, and Docker comes from the distribution.
 */
const LAB = "test-languages";
const OWNER = "test-languages-hosts";
const address = "127.0.77.11";
const replacements: Replacements = [
  [/"dev"/g, `"${LAB}"`],
  [/lab: dev$/gm, `lab: ${LAB}`],
  [/203\.0\.113\.11/g, address],
  [/10\.20\.0\.11/g, "10.77.0.11"],
  [/\{ version: "29\.0\.1" \}/g, '{ source: "distribution" }'],
];
const UP = 900_000;

let workspace: Workspace;
beforeAll(async () => {
  workspace = await makeWorkspace(replacements);
}, paced(UP));
afterAll(async () => {
  await closeConnections();
  for (const lab of [LAB, OWNER]) await removeMachines(lab);
  if (workspace) await removeWorkspace(workspace);
}, paced(UP));

async function removeMachines(lab: string): Promise<void> {
  for (const machine of await loadMachines(lab)) await deleteMachine(lab, machine.name);
}

/** Made, checked, found unchanged, destroyed. */
async function life(example: Example, check: () => Promise<unknown>): Promise<void> {
  await example.up();
  await check();
  await example.up("--expect-no-changes");
  await example.destroy();
}

describe("on a host that exists", () => {
  let closeDoor: () => void;
  let settings: Record<string, string>;
  let secrets: Record<string, string>;
  let example: Example;

  beforeAll(async () => {
    const { port, hostKey, privateKeyFile } = await lend(OWNER, "manager-1", 11, 768);
    closeDoor = await openSshDoor(address, port);
    settings = { hostKey };
    secrets = { privateKey: await readFile(privateKeyFile, "utf8") };
  }, paced(UP));
  // The host is the next language's, too.
  afterEach(() => example.close(), paced(UP));
  afterAll(() => closeDoor?.());

  test.each(languages)(
    "the example `hosts` in %s makes a swarm and leaves the host as it was",
    async (language) => {
      example = new Example(workspace, language, "hosts", LAB);
      await example.open(secrets, settings);
      await life(example, async () => {
        expect(await on(OWNER, "manager-1", "curl -s http://127.0.0.1:8080/")).toMatch(/^hello from /);
      });
      expect(await on(OWNER, "manager-1", "docker info --format '{{.Swarm.LocalNodeState}}'")).toBe("inactive");
    },
    paced(UP),
  );
});

/** Where a published port of a lab's machine answers. */
async function forwarded(port: number): Promise<string> {
  const machines = await loadMachines(LAB);
  const at = machines.map(({ forwards }) => forwards[String(port)]).find((each) => each !== undefined);
  return page(`http://127.0.0.1:${at}/`);
}

describe("on machines of a lab", () => {
  afterEach(() => removeMachines(LAB), paced(UP));

  test.each(languages)(
    "the example `cluster` in %s makes its machine, a swarm on it, a secret and a stack",
    async (language) => {
      const example = new Example(workspace, language, "cluster", LAB);
      await example.open();
      await life(example, async () => {
        const container = "docker ps -q --filter label=com.docker.swarm.service.name=web_web";
        expect(await on(LAB, "manager-1", `docker exec $(${container}) cat /run/secrets/greeting`)).toBe("hello");
      });
      expect(await loadMachines(LAB)).toEqual([]);
    },
    paced(UP),
  );

  test.each(languages)(
    "the example `storage` in %s has a stack that keeps its files on NFS",
    async (language) => {
      const example = new Example(workspace, language, "storage", LAB);
      await example.open({ password: "correct horse" });
      await life(example, async () => {
        expect(await on(LAB, "manager-1", "docker volume inspect --format '{{.Options.device}}' notes_data")).toBe(
          ":/srv/data",
        );
        expect(await on(LAB, "nfs", "cat /srv/data/starts")).not.toBe("");
      });
      expect(await loadMachines(LAB)).toEqual([]);
    },
    paced(UP),
  );

  test.each(languages)(
    "the example `lab` in %s makes its machines and a stack that answers",
    async (language) => {
      const example = new Example(workspace, language, "lab", LAB);
      await example.open();
      await life(example, async () => expect(await forwarded(8080)).toMatch(/^hello from /));
      expect(await loadMachines(LAB)).toEqual([]);
    },
    paced(UP),
  );
});
