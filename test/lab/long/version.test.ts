import { step } from "../support/jest/steps";
import { on } from "../support/machines";
import { type AptRepository, serveDockerRepository } from "../support/packages/apt/repository";
import { expectSuccess, programOf } from "../support/program";
import { managersOf } from "../support/swarm";
import { Visitor } from "../support/visitor";

/*
 * Docker's version changed under a running service, node by node, from a repository of Docker's own kind. The tests build
 * on each other.
 */
const LAB = "test-version";
const managers = ["manager-1", "manager-2", "manager-3"];

describe("a cluster's Docker", () => {
  const program = programOf(LAB);
  let repository: AptRepository;

  const settings = (version: string, more: object = {}) => {
    const { url: mirror, fingerprint: keyFingerprint } = repository;
    return {
      pools: [{ name: "manager", role: "manager", count: 3 }],
      lab: { image: "bare" },
      stacks: [{ name: "two", file: "test/lab/support/stacks/two.yaml" }],
      engine: { source: "docker", version, mirror, keyFingerprint, ...more },
    };
  };
  const each = (command: string) => Promise.all(managers.map((name) => on(LAB, name, command)));
  const held = async () => (await each("apt-mark showhold")).map((names) => names.split("\n").sort().join(" "));
  const nodeIds = async () => (await on(LAB, "manager-1", "docker node ls -q")).split("\n").sort();

  /** Docker's version as each daemon says it, and as the swarm sees each node. */
  async function versions(): Promise<string[]> {
    const seen = "docker node inspect --format '{{.Description.Engine.EngineVersion}}' $(docker node ls -q)";
    const all = [...(await each("docker version --format '{{.Server.Version}}'")), await on(LAB, "manager-1", seen)];
    return [...new Set(all.flatMap((text) => text.split("\n")).map((text) => text.replace(/\+.*/, "")))];
  }

  /** Another version on all nodes while requests come in: none is lost, one node is out at a time, the leader last. */
  async function changeTo(version: string, more: object = {}): Promise<void> {
    const [{ leader }, { endpoints }, before] = [
      await managersOf(LAB, "manager-1"),
      await program.outputs(),
      await nodeIds(),
    ];
    const visitor = new Visitor(LAB, endpoints, managers);
    await program.configure(settings(version, more));
    const run = await program.up();
    await visitor.stop();
    expectSuccess(run);
    expect(visitor.failures).toEqual([]);
    expect(visitor.visits.length).toBeGreaterThan(100);
    expect([...visitor.order].sort()).toEqual(managers);
    expect(visitor.order.at(-1)).toBe(leader);
    expect(await versions()).toEqual([version]);
    expect(await held()).toEqual(managers.map(() => "containerd.io docker-ce docker-ce-cli"));
    expect(await nodeIds()).toEqual(before);
    expect((await managersOf(LAB, "manager-1")).reachable).toBe(3);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  }

  beforeAll(async () => {
    repository = await serveDockerRepository();
    await program.configure(settings("28.5.2"));
    expectSuccess(await program.up());
  });
  afterAll(async () => {
    await repository.close();
  });

  step("has the pinned version", async () => {
    expect(await versions()).toEqual(["28.5.2"]);
  });

  test("is upgraded node by node, the leader last, and no request fails", () => changeTo("29.0.1"));

  test("is not downgraded unless that is allowed", async () => {
    await program.configure(settings("28.5.2"));
    const refused = await program.up();
    expect(refused.code).not.toBe(0);
    expect(refused.text).toMatch(/28\.5\.2 is older than the installed 29\.0\.1: Docker does not support downgrades/);
    expect(await versions()).toEqual(["29.0.1"]);
  });

  test("is downgraded in the same way where that is allowed", () => changeTo("28.5.2", { allowDowngrade: true }));
});
