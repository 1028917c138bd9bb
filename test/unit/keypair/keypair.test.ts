import { utils } from "ssh2";
import { Session } from "../../../provisioners/core/session";
import type { HostPool } from "../../../provisioners/docker/host";
import { resources } from "../../../provisioners/plugin/registry";
import { Adapter } from "../../../provisioners/provider/adapter";

const urn = "urn:pulumi:dev::project::swarm:index:KeyPair::key";
const adapter = new Adapter(resources, {
  version: "0.0.0",
  schema: () => "",
  ssh: {} as HostPool,
  session: new Session(),
  sink: async () => {},
});

describe("KeyPair", () => {
  test("makes a key that SSH reads, and keeps the private half secret", async () => {
    const { id, outs } = await adapter.create(urn, { comment: "deploy@example" });
    expect(id).toMatch(/^SHA256:[\w+/]{43}$/);
    expect(outs.publicKey).toMatch(/^ssh-ed25519 AAAA\S+ deploy@example$/);
    const parsed = utils.parseKey(outs.privateKey.value);
    if (parsed instanceof Error) throw parsed;
    expect(parsed.isPrivateKey()).toBe(true);
    expect(outs.publicKey).toContain(parsed.getPublicSSH().toString("base64"));
  });

  test("is replaced when its comment changes, and never made twice the same", async () => {
    const { outs } = await adapter.create(urn, {});
    const { inputs } = await adapter.check(urn, {}, {});
    expect(await adapter.diff("x", urn, outs, inputs)).toMatchObject({ changes: false });
    expect(await adapter.diff("x", urn, outs, { ...inputs, comment: "c" })).toMatchObject({
      changes: true,
      replaces: ["comment"],
    });
    expect((await adapter.create(urn, {})).outs.publicKey).not.toBe(outs.publicKey);
  });

  test("takes a comment of one line only", async () => {
    const { failures } = await adapter.check(urn, {}, { comment: "a\nssh-ed25519 AAAA" });
    expect(failures).toEqual([{ property: "", reason: expect.stringContaining("comment: must be one line") }]);
  });
});
