import { ensureMachine } from "../../../lab/client";
import { systemClock } from "../../../provisioners/core/until";
import type { Wanted } from "../../../provisioners/engine/family";
import { rhel } from "../../../provisioners/engine/rhel";
import { type Facts, readFacts } from "../../../provisioners/host/facts/facts";
import { generateKey } from "../../../provisioners/ssh/keys/generate";
import { fakeContext } from "../../unit/fakes/context";
import { paced } from "../support/jest/pace";
import { step } from "../support/jest/steps";
import { closeConnections, host, on, pool, removeMachines } from "../support/machines";
import { buildRpmRepository, type RpmRepository } from "../support/packages/rpm-repository";

/* The commands for Red Hat's family, run by a real dnf against a real, signed repository; the machine under it is a Debian. */
const LAB = "test-dnf";
const ROCKY = { id: "rocky", like: ["rhel"], version: "9.6", codename: "", name: "Rocky Linux 9.6" };

let repository: RpmRepository;
let facts: Facts;
const context = () => ({ ...fakeContext((to) => pool.use(to)), clock: systemClock });
const wanted = (more: Partial<Wanted> = {}): Wanted => ({
  source: "docker",
  mirror: "file:///srv/rpm",
  keyFingerprint: repository.fingerprint,
  ...more,
});
const install = async (more?: Partial<Wanted>) => rhel.install(context(), await host(LAB, "m1"), facts, wanted(more));
const installed = async () => (await on(LAB, "m1", "rpm -qa --qf '%{NAME} %{VERSION}\\n' | sort")).split("\n");
const removeAll = async () => {
  await removeMachines(LAB);
};

beforeAll(async () => {
  await removeAll();
  repository = await buildRpmRepository(["28.5.2", "29.0.1"]);
  const authorizedKey = generateKey().publicKey;
  const request = { name: "m1", cpus: 1, memory: 512, address: "10.77.0.11", image: "bare" as const, authorizedKey };
  await ensureMachine(LAB, { ...request, ports: [] }, () => undefined);
  const machine = await host(LAB, "m1");
  for (const [path, content] of repository.files) await machine.upload(`/srv/rpm/${path}`, content);
  // dnf asks the system's release package for the release, which a Debian has not.
  await machine.upload("/etc/dnf/vars/releasever", "9\n");
  await machine.run(
    "apt-get -q update && DEBIAN_FRONTEND=noninteractive apt-get -qy install --no-install-recommends dnf rpm",
    {
      deadlineMs: paced(500_000),
    },
  );
  facts = { ...(await readFacts(machine)), os: ROCKY, family: "rhel" };
});
afterAll(async () => {
  await closeConnections();
  await removeAll();
});

test("a key that is not the expected one is refused before anything is installed", async () => {
  await expect(install({ keyFingerprint: undefined })).rejects.toMatchObject({ code: "ENGINE_KEY_MISMATCH" });
  expect(await installed()).toEqual([""]);
});

test("a version that is not there is named with what is", async () => {
  await expect(install({ version: "27.0.0" })).rejects.toThrow(
    /docker-ce 27\.0\.0 is not offered[\s\S]*offered: 29\.0\.1, 28\.5\.2/,
  );
});

step("the pinned version is installed from signed packages, and an upgrade of the system leaves it", async () => {
  await install({ version: "28.5.2" });
  expect(await installed()).toEqual(expect.arrayContaining(["docker-ce 28.5.2", "docker-ce-cli 28.5.2"]));
  await on(LAB, "m1", "dnf -y -q upgrade");
  expect(await installed()).toContain("docker-ce 28.5.2");
});

test("another pin upgrades it, and it is held again", async () => {
  await install({ version: "29.0.1" });
  expect(await installed()).toEqual(expect.arrayContaining(["docker-ce 29.0.1", "docker-ce-cli 29.0.1"]));
  expect(await on(LAB, "m1", "dnf -q list --showduplicates docker-ce")).not.toContain("28.5.2");
});

test("what was added beside Docker goes", async () => {
  await rhel.release(await host(LAB, "m1"), facts);
  expect(await on(LAB, "m1", "ls /etc/yum.repos.d")).not.toContain("docker");
  expect(await installed()).toContain("docker-ce 29.0.1");
});
