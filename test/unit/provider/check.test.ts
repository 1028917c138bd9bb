import { UNKNOWN } from "../../../provisioners/provider/wire";
import { connection, provider, urn, wrapped } from "./sample";

const reasons = async (news: Record<string, unknown>, handlers = {}) => {
  const { failures = [] } = await provider(handlers).adapter.check(urn, {}, news);
  return failures.map(({ property, reason }) => property + reason);
};

describe("check", () => {
  test("fills in defaults, nested ones too", async () => {
    const { inputs } = await provider().adapter.check(
      urn,
      {},
      { zone: "a", hosts: [{ address: "10.0.0.1", connection }] },
    );
    expect(inputs).toEqual({
      zone: "a",
      size: 1,
      mode: "fast",
      labels: {},
      hosts: [
        {
          address: "10.0.0.1",
          connection: { ...connection, privateKey: wrapped(connection.privateKey), port: 22, user: "root" },
        },
      ],
    });
  });

  test("keeps secret what came as a secret", async () => {
    const { inputs } = await provider().adapter.check(urn, {}, { zone: "a", password: wrapped("hunter2hunter2") });
    expect(inputs.password).toEqual(wrapped("hunter2hunter2"));
  });

  test("takes null for not given", async () => {
    const { inputs, failures } = await provider().adapter.check(urn, {}, { zone: "a", size: null, password: null });
    expect(failures).toEqual([]);
    expect(inputs).toMatchObject({ size: 1 });
    expect(inputs).not.toHaveProperty("password");
  });

  test("reports every problem at once, with its path and the fix", async () => {
    const host = { address: "10.0.0.300", connection: { ...connection, hostKey: undefined, prot: 22 } };
    expect(await reasons({ size: 0, mode: "fasst", hosts: [host] })).toEqual([
      "hosts[0].connection.prot: there is no `prot` here. Fix: write `port`.",
      "zone: it is missing. Fix: give it. It is: Where it is.",
      expect.stringMatching(/^size: .*>=1, but it is 0\. Fix/),
      'mode: it must be one of `fast`, `slow`, but it is "fasst". Fix: write `fast`.',
      expect.stringMatching(/^hosts\[0\]\.address: Invalid IPv4 address, but it is "10\.0\.0\.300"/),
      expect.stringMatching(
        /^hosts\[0\]\.connection\.hostKey: it is missing\. Fix: give it\. It is: The host's public key/,
      ),
    ]);
  });

  test("lists the right keys when none is near", async () => {
    expect(await reasons({ zone: "a", wholly: 1 })).toEqual([
      expect.stringMatching(/remove it; there are `zone`, `size`/),
    ]);
  });

  test("accepts any key where any is meant", async () => {
    expect(await reasons({ zone: "a", labels: { anything: "x" } })).toEqual([]);
  });

  test("names no property to the engine, which would print its value, and shows no secret value", async () => {
    const { failures = [] } = await provider().adapter.check(urn, {}, { zone: "a", password: wrapped(12345678) });
    expect(failures).toEqual([{ property: "", reason: "password: expected string, received number. Fix: change it." }]);
  });

  test("does not judge what is not known yet", async () => {
    expect(await reasons({ zone: UNKNOWN, size: UNKNOWN, mode: wrapped(UNKNOWN), hosts: UNKNOWN })).toEqual([]);
    expect(await reasons({ zone: "a", hosts: [{ address: UNKNOWN, connection: UNKNOWN }] })).toEqual([]);
    expect(await reasons({ zone: "a", hosts: [{ address: "x", connection: UNKNOWN }] })).toHaveLength(1);
    expect(await reasons({ zone: "a", labels: { key: UNKNOWN }, sise: UNKNOWN })).toHaveLength(1);
  });

  test("keeps the unknown values of the inputs", async () => {
    const output = { "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4", secret: true };
    const { inputs } = await provider().adapter.check(urn, {}, { zone: UNKNOWN, password: output });
    expect(inputs).toMatchObject({ zone: UNKNOWN, password: wrapped(UNKNOWN) });
  });

  test("asks the resource only about inputs that are known and fit", async () => {
    const check = jest.fn(() => [{ property: "hosts", reason: "they are all in one place" }]);
    expect(await reasons({ zone: UNKNOWN }, { check })).toEqual([]);
    expect(await reasons({ zone: 1 }, { check })).toHaveLength(1);
    expect(check).not.toHaveBeenCalled();
    expect(await reasons({ zone: "a" }, { check })).toEqual(["hosts: they are all in one place"]);
  });

  test("refuses a type that it does not have", async () => {
    const other = urn.replace("Sample", "Other");
    await expect(provider().adapter.check(other, {}, {})).rejects.toThrow("no resource type `swarm:index:Other`");
  });
});

describe("what a resource reads itself", () => {
  const reads = ["zone"] as const;

  test("is judged although other inputs are not known yet", async () => {
    const check = ({ zone }: { zone: string }) => [{ property: "zone", reason: `there is no ${zone}` }];
    const news = { zone: "a", password: UNKNOWN };
    expect(await reasons(news, { check, reads })).toEqual(["zone: there is no a"]);
    expect(await reasons(news, { check })).toEqual([]);
    expect(await reasons({ zone: UNKNOWN }, { check, reads })).toEqual([]);
  });

  test("is warned of in a preview, in order and without secrets, where nothing is wrong", async () => {
    const warnings = () => ["first", "second hunter2hunter2"];
    const { adapter, said } = provider({ warnings, reads });
    await adapter.check(urn, {}, { zone: "a", password: wrapped("hunter2hunter2"), labels: UNKNOWN });
    expect(said.map(({ text, severity }) => `${severity} ${text}`)).toEqual([
      "warning first",
      "warning second [secret]",
    ]);
    await adapter.check(urn, {}, { zone: "" });
    expect(said).toHaveLength(2);
  });
});
