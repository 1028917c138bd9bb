import { step } from "../support/jest/steps";
import { on } from "../support/machines";
import { expectSuccess, programOf } from "../support/program";
import { Signer } from "../support/signer";
import { nodesOf } from "../support/swarm";

/* A root certificate of the user's own, whose key Docker never sees: an external CA signs. The tests build on each other. */
const LAB = "test-authority";
const cluster = async () => JSON.parse(await on(LAB, "manager-1", "docker info --format '{{json .Swarm.Cluster}}'"));
const idOf = async (name: string) => (await nodesOf(LAB, "manager-1")).find(({ Hostname }) => Hostname === name)?.ID;

describe("an external CA", () => {
  const program = programOf(LAB);
  let signer: Signer;

  async function up(workers: number, ca: object | undefined, ...options: string[]) {
    const pools = [
      { name: "manager", role: "manager", count: 1, memory: 512 },
      { name: "worker", role: "worker", count: workers, memory: 512 },
    ];
    await program.configure({ pools, swarm: { ca } });
    return program.up(...options);
  }

  beforeAll(async () => {
    expectSuccess(await up(0, undefined));
    signer = await Signer.start(LAB, "manager-1");
  });
  afterAll(() => signer?.close());

  const declared = () => ({ certificate: signer.root, external: [{ url: signer.url }] });
  const inSpec = () => [{ Protocol: "cfssl", URL: signer.url, CACert: signer.root }];

  test("that does not answer is refused, and the swarm keeps its root", async () => {
    const before = await cluster();
    const silent = await up(0, { ...declared(), external: [{ url: "https://127.0.0.1:9/sign" }] });
    expect(silent.code).not.toBe(0);
    expect(silent.text).toMatch(/at least one valid, reachable external CA/);
    expect((await cluster()).TLSInfo).toEqual(before.TLSInfo);
  });

  step("signs for the nodes of a swarm that gets the root of it", async () => {
    expectSuccess(await up(0, declared()));
    const { TLSInfo, Spec, RootRotationInProgress } = await cluster();
    expect(RootRotationInProgress).toBe(false);
    expect(TLSInfo.TrustRoot.trim()).toBe(signer.root.trim());
    expect(Spec.CAConfig.ExternalCAs).toEqual(inSpec());
    expect(signer.signed).toContain(`swarm-manager ${await idOf("manager-1")}`);
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });

  test("signs for a node that joins", async () => {
    expectSuccess(await up(1, declared()));
    expect(signer.signed).toContain(`swarm-worker ${await idOf("worker-1")}`);
    const issuer = "openssl x509 -noout -issuer -in /var/lib/docker/swarm/certificates/swarm-node.crt";
    expect(await on(LAB, "worker-1", issuer)).toMatch(/own-root/);
  });

  test("that somebody replaced by hand is seen and set again", async () => {
    const other = `protocol=cfssl,url=${signer.url}?other`;
    await on(LAB, "manager-1", `docker swarm update --external-ca '${other}'`);
    expect((await cluster()).Spec.CAConfig.ExternalCAs).not.toEqual(inSpec());
    expectSuccess(await program.up("--refresh"));
    expect((await cluster()).Spec.CAConfig.ExternalCAs).toEqual(inSpec());
    expectSuccess(await program.up("--refresh", "--expect-no-changes"));
  });
});
