import type { SwarmSpec } from "../../../../provisioners/docker/shapes";
import { swarmInputs } from "../../../../provisioners/swarm/cluster/schema";
import { settingsIn, withSettings } from "../../../../provisioners/swarm/cluster/settings";
import { swarm } from "../../../../provisioners/swarm/cluster/swarm";
import { threeManagers } from "../../fakes/managers";

const issuer = (key: string) => ({ TLSInfo: { CertIssuerPublicKey: key } });

describe("settings of the specification", () => {
  const spec: SwarmSpec = { Raft: { KeepOldSnapshots: 7 }, CAConfig: { ForceRotate: 2 } };

  test("are set in Docker's units; what is not declared stays", () => {
    expect(withSettings(spec, { certificateExpiry: 2, dispatcherHeartbeat: 9, autolock: true }, [])).toEqual({
      Raft: { KeepOldSnapshots: 7 },
      CAConfig: { ForceRotate: 2, NodeCertExpiry: 7_200_000_000_000 },
      Dispatcher: { HeartbeatPeriod: 9_000_000_000 },
      EncryptionConfig: { AutoLockManagers: true },
    });
  });

  test("one that is declared no more gets Docker's default", () => {
    expect(withSettings(spec, {}, ["keepOldSnapshots"])).toEqual({ ...spec, Raft: { KeepOldSnapshots: 0 } });
  });

  test("are read back where they are declared", () => {
    const declared = { certificateExpiry: 1, keepOldSnapshots: 1, autolock: true, taskHistoryLimit: 4 };
    expect(settingsIn(withSettings(spec, declared, []), declared)).toEqual(declared);
    // Docker leaves zero and false out.
    expect(settingsIn({ Raft: {} }, { keepOldSnapshots: 3, autolock: true })).toEqual({
      keepOldSnapshots: 0,
      autolock: false,
    });
  });
});

describe("Swarm", () => {
  test("restores what was changed by hand, and leaves alone what is not declared", async () => {
    const all = await threeManagers({ taskHistoryLimit: 3 });
    expect(all.fake.spec.Orchestration).toEqual({ TaskHistoryRetentionLimit: 3 });
    all.fake.spec = {
      ...all.fake.spec,
      Orchestration: { TaskHistoryRetentionLimit: 9 },
      Raft: { KeepOldSnapshots: 2 },
    };
    expect((await all.read())?.inputs.taskHistoryLimit).toBe(9);
    await all.update({});
    expect(all.fake.spec).toMatchObject({
      Orchestration: { TaskHistoryRetentionLimit: 3 },
      Raft: { KeepOldSnapshots: 2 },
    });
    const { length } = all.world.calls;
    await all.update({});
    expect(all.world.calls).toHaveLength(length);
  });

  test("starts over after another writer, and keeps both changes (F25)", async () => {
    const all = await threeManagers();
    let others = 2;
    all.world.onSwarmInspect = (fake) => {
      if (others-- <= 0) return;
      fake.version++;
      fake.spec = { ...fake.spec, Labels: { [`other${others}`]: "x" } };
    };
    await all.update({ taskHistoryLimit: 2 });
    expect(all.fake.spec).toMatchObject({ Labels: { other0: "x" }, Orchestration: { TaskHistoryRetentionLimit: 2 } });
  });

  test("refuses to change what is fixed, and says what to do", () => {
    const inputs = (more: object) => swarmInputs.parse({ managers: [manager], ...more });
    const manager = {
      name: "m1",
      address: "10.0.0.1",
      connection: { host: "h", privateKey: "k", hostKey: "SHA256:x" },
    };
    const state = { ...inputs({}), swarmId: "s", joinTokens: { manager: "m", worker: "w" } };
    expect(swarm.checkChange?.(state, inputs({}))).toEqual([]);
    const problems = swarm.checkChange?.(state, inputs({ addressPools: ["10.9.0.0/16"], dataPathPort: 4790 }));
    expect(problems?.map(({ property }) => property)).toEqual(["addressPools", "dataPathPort"]);
    expect(problems?.[0]?.reason).toMatch(/this one has 10\.201\.0\.0\/16. Fix: put 10\.201\.0\.0\/16 back/);
  });

  test("a trigger rotates one join token, once", async () => {
    const all = await threeManagers({ joinTokenRotation: { worker: "1" } });
    const before = all.state().joinTokens;
    const after = await all.update({ joinTokenRotation: { worker: "2" } });
    expect(after.joinTokens).toEqual({ manager: before.manager, worker: all.fake.tokens.Worker });
    expect(after.joinTokens.worker).not.toBe(before.worker);
    expect(all.world.calls).toEqual(["m1 update swarm rotateWorkerToken"]);
    await all.update({ joinTokenRotation: { worker: "2" } });
    expect(all.world.calls).toHaveLength(1);
  });

  test("a token that was rotated by hand is seen by a refresh", async () => {
    const all = await threeManagers();
    all.fake.tokens.Manager = "SWMTKN-1-new";
    expect((await all.read())?.outputs.joinTokens.manager).toBe("SWMTKN-1-new");
  });
});

describe("the certificate authority", () => {
  test("is rotated by a trigger, once", async () => {
    const all = await threeManagers();
    expect((await all.update({ ca: { rotation: "1" } })).caRotations).toBe(1);
    expect((await all.update({ ca: { rotation: "1" } })).caRotations).toBe(1);
    expect((await all.update({ ca: { rotation: "2" } })).caRotations).toBe(2);
  });

  test("a rotation goes on without the nodes that are down and names them; another one has to wait (F32)", async () => {
    const all = await threeManagers();
    for (const node of all.fake.nodes) node.Description = { ...node.Description, ...issuer("issuer0") };
    all.world.kill(all.machines[2]);
    all.world.context.clock.onSleep = () => {
      for (const node of all.fake.nodes.slice(0, 2)) node.Description = { ...node.Description, ...issuer("issuer1") };
    };
    await all.update({ ca: { rotation: "1" } });
    expect(all.world.context.lines.join()).toContain("CA rotation is in progress: it waits for m3 (down)");
    await expect(all.update({ ca: { rotation: "2" } })).rejects.toMatchObject({
      code: "SWARM_CA_ROTATING",
      message: expect.stringContaining("m3 (down)"),
    });
  });

  test("external CAs are set with the swarm's root, once, and taken out when they are declared no more", async () => {
    const external = [
      { url: "https://one.test/sign", options: { a: "1" } },
      { url: "https://two.test/sign", certificate: "of two" },
    ];
    const all = await threeManagers();
    await all.update({ ca: { external } });
    expect(all.fake.spec.CAConfig?.ExternalCAs).toEqual([
      { Protocol: "cfssl", URL: "https://one.test/sign", CACert: "root of issuer0", Options: { a: "1" } },
      { Protocol: "cfssl", URL: "https://two.test/sign", CACert: "of two" },
    ]);
    expect(all.fake.issuer).toBe("issuer0");
    const { length } = all.world.calls;
    await all.update({ ca: { external } });
    expect(all.world.calls).toHaveLength(length);
    expect((await all.read())?.inputs.ca).toEqual({ external });
    await all.update({});
    expect(all.fake.spec.CAConfig?.ExternalCAs).toEqual([]);
  });

  test.each([
    ["taken out", [], []],
    ["at another address", [["https://other.test/sign", "root of issuer0"]], [{ url: "https://other.test/sign" }]],
    ["with another root", [["https://one.test/sign", "b"]], [{ url: "https://one.test/sign", certificate: "b" }]],
  ])("external CAs that were %s by hand are seen and set again", async (_how, there, seen) => {
    const ca = { external: [{ url: "https://one.test/sign" }] };
    const all = await threeManagers({ ca });
    const declared = all.fake.spec;
    const ExternalCAs = there.map(([URL = "", CACert]) => ({ Protocol: "cfssl", URL, CACert }));
    all.fake.spec = { ...declared, CAConfig: { ...declared.CAConfig, ExternalCAs } };
    expect((await all.read())?.inputs.ca).toEqual({ external: seen });
    await all.update({});
    expect(all.fake.spec).toEqual(declared);
  });

  test("check: a key without a certificate, one that is none, and a certificate that nobody signs with", () => {
    const manager = {
      name: "m1",
      address: "10.0.0.1",
      connection: { host: "h", privateKey: "k", hostKey: "SHA256:x" },
    };
    const check = (ca: object) => swarm.check?.(swarmInputs.parse({ managers: [manager], ca }))?.[0]?.property;
    expect(check({ key: "k" })).toBe("ca.key");
    expect(check({ certificate: "no PEM", key: "k" })).toBe("ca.certificate");
    expect(check({ rotation: "1" })).toBeUndefined();
    expect(check({ rotation: "1", external: [{ url: "https://ca.test/sign" }] })).toBe("ca.rotation");
  });
});
