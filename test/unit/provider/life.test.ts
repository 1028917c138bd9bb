import { setTimeout as sleep } from "node:timers/promises";
import { DRIFTED, UNFINISHED } from "../../../provisioners/provider/diff";
import type { UpdateReason } from "../../../provisioners/provider/resource";
import { UNKNOWN } from "../../../provisioners/provider/wire";
import { connection, failureOf, KEY, provider, refused, urn, wrapped } from "./sample";

const inputs = {
  zone: "a",
  size: 1,
  mode: "fast",
  password: wrapped("hunter2hunter2"),
  labels: {},
  hosts: [{ address: "10.0.0.1", connection: { ...connection, port: 22, user: "root", privateKey: wrapped(KEY) } }],
};
const state = { ...inputs, place: "a", token: wrapped("token-of-sample") };

describe("create", () => {
  test("gives the inputs and the outputs, with the secrets wrapped", async () => {
    expect(await provider().adapter.create(urn, inputs)).toEqual({ id: "in-a", outs: state });
  });

  test("keeps nothing of a resource that does not exist", async () => {
    const create = async () => Promise.reject(refused("no room"));
    const failure = await failureOf(provider({ create }).adapter.create(urn, inputs));
    expect(failure.message).toBe("no room");
    expect(failure.id).toBeUndefined();
  });

  test("keeps what exists when it fails later, without secrets in the reason", async () => {
    const { adapter } = provider({
      create: async (context, { password }) => {
        context.exists("in-a", { place: "half", token: "token-of-sample" });
        throw refused(`no room for ${password} with ${KEY} and token-of-sample`);
      },
    });
    const reason = "no room for [secret] with [secret] and [secret]";
    expect(await failureOf(adapter.create(urn, inputs))).toMatchObject({
      message: reason,
      reasons: [reason],
      id: "in-a",
      properties: { ...state, place: "half", [UNFINISHED]: reason },
    });
  });

  test("refuses an ID with a secret in it", async () => {
    const create = async () => ({ id: "id-token-of-sample", outputs: { place: "a", token: "token-of-sample" } });
    await expect(provider({ create }).adapter.create(urn, inputs)).rejects.toThrow(
      "ID of the resource would hold a secret",
    );
  });
});

describe("update", () => {
  test("gives the new inputs and outputs", async () => {
    const { outs } = await provider().adapter.update(
      "in-a",
      urn,
      { ...state, [UNFINISHED]: "why" },
      { ...inputs, size: 2 },
    );
    expect(outs).toEqual({ ...state, size: 2, place: "a again" });
  });

  test("is told what it is for: the inputs that changed, and whether the state can be trusted", async () => {
    const changes: (UpdateReason | undefined)[] = [];
    const { adapter } = provider({
      update: async (_context, _id, { place, token }, _inputs, change) => {
        changes.push(change);
        return { place, token };
      },
    });
    const { mode: _came, ...earlier } = state;
    await adapter.update("in-a", urn, earlier, { ...inputs, size: 2, pace: 7, labels: { a: "b" } });
    await adapter.update("in-a", urn, { ...state, [UNFINISHED]: "why" }, inputs);
    await adapter.update("in-a", urn, { ...state, [DRIFTED]: true }, { ...inputs, size: 2 });
    expect(changes).toEqual([
      { inputs: ["size", "labels"], unfinished: false, attempted: [] },
      { inputs: [], unfinished: true, attempted: [] },
      { inputs: ["size"], unfinished: true, attempted: [] },
    ]);
  });

  test("keeps the last state when it fails, so that the change is seen again", async () => {
    const { adapter } = provider({ update: async () => Promise.reject(refused("host is down")) });
    expect(await failureOf(adapter.update("in-a", urn, state, { ...inputs, size: 2 }))).toMatchObject({
      id: "in-a",
      reasons: ["host is down"],
      properties: { ...state, [UNFINISHED]: "host is down" },
    });
  });

  test("keeps new outputs that exist already", async () => {
    const { adapter } = provider({
      update: async (context) => {
        context.exists("ignored", { place: "b", token: "another-token" });
        throw refused("another-token is no good");
      },
    });
    expect(await failureOf(adapter.update("in-a", urn, state, inputs))).toMatchObject({
      id: "in-a",
      reasons: ["[secret] is no good"],
      properties: { place: "b", token: wrapped("another-token") },
    });
  });
});

describe("preview", () => {
  test("shows what the resource itself previewOfferss, with secrets wrapped, once every input is known", async () => {
    const preview = async (_context: unknown, { zone }: { zone: string }, before?: { place: string }) => {
      return { place: `${zone} after ${before?.place ?? "nothing"}`, token: "token-of-sample" };
    };
    const { adapter } = provider({ preview });
    const created = await adapter.create(urn, inputs, true);
    expect(created).toEqual({ id: "", outs: { ...state, place: "a after nothing" } });
    const updated = await adapter.update("in-a", urn, { ...state, [UNFINISHED]: "why" }, { ...inputs, size: 2 }, true);
    expect(updated.outs).toEqual({ ...state, size: 2, place: "a after a" });
    const unknown = await adapter.create(urn, { ...inputs, zone: UNKNOWN }, true);
    expect(unknown.outs).toMatchObject({ place: UNKNOWN });
  });

  test("fails with what the resource would fail with", async () => {
    const preview = async () => Promise.reject(refused(`no room for ${KEY}`));
    await expect(provider({ preview }).adapter.create(urn, inputs, true)).rejects.toThrow("no room for [secret]");
  });

  const never = async () => Promise.reject(new Error("must not be called"));
  const { adapter } = provider({ create: never, update: never });

  test("of a create knows the inputs", async () => {
    const { outs } = await adapter.create(urn, { ...inputs, size: UNKNOWN }, true);
    expect(outs).toEqual({ ...inputs, size: UNKNOWN, place: UNKNOWN, token: wrapped(UNKNOWN) });
  });

  test("of an update knows the outputs that stay", async () => {
    const { outs } = await adapter.update("in-a", urn, state, { ...inputs, size: 2 }, true);
    expect(outs).toEqual({ ...state, size: 2, place: UNKNOWN });
  });
});

describe("read", () => {
  const read = async (_context: unknown, _id: string, known: Record<string, unknown>) => {
    const { place: _place, token, ...rest } = known;
    return { inputs: { ...rest, size: 7 } as never, outputs: { place: "moved", token: token as string } };
  };

  test("gives what is there now, and keeps secret what was secret", async () => {
    const found = await provider({ read }).adapter.read("in-a", urn, state);
    expect(found).toEqual({ id: "in-a", props: { ...state, size: 7, place: "moved" }, inputs: { ...inputs, size: 7 } });
  });

  test("does not forget that a create failed", async () => {
    const { props } = await provider({ read }).adapter.read("in-a", urn, { ...state, [UNFINISHED]: "why" });
    expect(props).toMatchObject({ [UNFINISHED]: "why", place: "moved" });
  });

  test("says that a resource is gone", async () => {
    expect(await provider({ read: async () => undefined }).adapter.read("in-a", urn, state)).toEqual({
      id: "",
      props: {},
    });
  });

  test("leaves the state alone without a handler, and imports nothing", async () => {
    expect(await provider().adapter.read("in-a", urn, state)).toEqual({ id: "in-a", props: state });
    await expect(provider().adapter.read("in-a", urn, {})).rejects.toThrow("cannot be imported by its ID alone");
  });
});

describe("delete", () => {
  test("hands over the plain state, and masks the error", async () => {
    const remove = jest.fn(async (_context: unknown, _id: string, known: { password?: string }) => {
      throw new TypeError(`${known.password} is not a function`);
    });
    const { adapter, said } = provider({ delete: remove });
    const failure = await failureOf(adapter.delete("in-a", urn, { ...state, [UNFINISHED]: "why" }));
    expect(failure.message).toBe("[secret] is not a function");
    expect(failure.stack).toBe("");
    expect(remove.mock.calls[0]?.[2]).not.toHaveProperty(UNFINISHED);
    // The stack of a mistake in the plugin is there for who asks for it.
    expect(said).toEqual([
      expect.objectContaining({ severity: "debug", text: expect.stringMatching(/\[secret\].*\n +at /) }),
    ]);
  });
});

describe("cancel", () => {
  test("stops a running handler and keeps what exists", async () => {
    const { adapter, seen } = provider({
      create: async (context) => {
        context.exists("in-a", { place: "half", token: "token-of-sample" });
        await sleep(60_000, undefined, { signal: context.signal });
        throw new Error("not reached");
      },
    });
    const creating = failureOf(adapter.create(urn, inputs));
    await adapter.stop();
    expect(await creating).toMatchObject({
      id: "in-a",
      message: expect.stringMatching(/cancelled\nFix: Run `pulumi up`/),
    });
    expect(seen.closed).toBe(true);
  });

  test("does not wait for a handler that does not stop", async () => {
    const { adapter, seen } = provider({ delete: () => new Promise(() => {}) });
    void adapter.delete("in-a", urn, state);
    await adapter.stop(20);
    expect(seen.closed).toBe(true);
  });
});

describe("what was changed by hand", () => {
  const read = (drifted: boolean) => async () => ({
    inputs: { zone: "a", size: 1, mode: "fast" as const, labels: {}, hosts: [] },
    outputs: { place: "elsewhere", token: "token-of-sample" },
    drifted,
  });

  test("and is seen in no input makes the next up repair it; seen as declared again, it is forgotten", async () => {
    const { adapter } = provider({ read: read(true) });
    const { props = {}, inputs: seen = {} } = await adapter.read("in-a", urn, state);
    expect(props).toMatchObject({ place: "elsewhere" });
    expect(await adapter.diff("in-a", urn, props, seen)).toMatchObject({ changes: true, replaces: [] });
    const { outs } = await adapter.update("in-a", urn, props, seen);
    expect(await adapter.diff("in-a", urn, outs ?? {}, seen)).toMatchObject({ changes: false });
    const again = await provider({ read: read(false) }).adapter.read("in-a", urn, props);
    expect(await adapter.diff("in-a", urn, again.props ?? {}, seen)).toMatchObject({ changes: false });
  });
});

test("a resource notes each state that the engine shows in the session", async () => {
  const seen: string[] = [];
  const { adapter } = provider({
    note: (_session, { token }) => void seen.push(token),
    read: async (_context, _id, { place: _place, token: _token, ...rest }) => {
      return { inputs: rest, outputs: { place: "a", token: "t" } };
    },
  });
  await adapter.diff("in-a", urn, state, inputs);
  await adapter.update("in-a", urn, state, inputs);
  await adapter.read("in-a", urn, state);
  expect(seen).toEqual(["token-of-sample", "token-of-sample", "token-of-sample"]);
});
