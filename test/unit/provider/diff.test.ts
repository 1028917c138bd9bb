import { Session } from "../../../provisioners/core/session";
import { UNFINISHED } from "../../../provisioners/provider/diff";
import { UNKNOWN } from "../../../provisioners/provider/wire";
import { connection, provider, urn, wrapped } from "./sample";

const state = {
  zone: "a",
  size: 1,
  mode: "fast",
  labels: { x: "1", y: "2" },
  hosts: [{ address: "10.0.0.1", connection: { ...connection, port: 22, user: "root" } }],
  place: "a",
  token: wrapped("token-of-sample"),
};
const { place: _place, token: _token, ...inputs } = state;
const diff = (olds: object, news: object, handlers = {}) =>
  provider(handlers).adapter.diff("in-a", urn, olds as Record<string, unknown>, news as Record<string, unknown>);

describe("diff", () => {
  test("sees no change in the order of keys, in wrappings, or in a default that is new", async () => {
    expect(await diff(state, { ...inputs, labels: { y: "2", x: "1" } })).toMatchObject({ changes: false });
    expect(await diff(state, { ...inputs, zone: wrapped("a") })).toMatchObject({ changes: false });
    expect(await diff({ ...state, mode: undefined }, inputs)).toMatchObject({ changes: false });
  });

  test("sees no change where only the way to change something differs", async () => {
    expect(await diff(state, { ...inputs, pace: 2 })).toMatchObject({ changes: false });
    expect(await diff(state, { ...inputs, pace: UNKNOWN })).toMatchObject({ changes: false });
  });

  test("refuses what the resource as it is must not become, unless it is replaced", async () => {
    const checkChange = () => [{ property: "size", reason: "it must not shrink" }];
    const news = { ...inputs, size: 2 };
    await expect(diff(state, news, { checkChange })).rejects.toThrow("size: it must not shrink");
    expect(await diff(state, { ...news, zone: "b" }, { checkChange })).toMatchObject({ replaces: ["zone"] });
    expect(await diff(state, { ...news, mode: UNKNOWN }, { checkChange })).toMatchObject({ changes: true });
  });

  test("sees changed, added and removed values", async () => {
    for (const change of [{ size: 2 }, { password: "x" }, { labels: { x: "1" } }, { hosts: [] }]) {
      expect(await diff(state, { ...inputs, ...change })).toMatchObject({ changes: true, replaces: [] });
    }
  });

  test("replaces where a field says so, and not before the old one is gone", async () => {
    const news = { ...inputs, zone: "b", size: 2 };
    expect(await diff(state, news)).toEqual({
      changed: ["zone", "size"],
      changes: true,
      replaces: ["zone"],
      deleteBeforeReplace: true,
    });
  });

  test("takes a value that is not known yet for another one", async () => {
    expect(await diff(state, { ...inputs, size: UNKNOWN })).toMatchObject({ changes: true, replaces: [] });
    expect(await diff(state, { ...inputs, zone: UNKNOWN })).toMatchObject({ changes: true, replaces: ["zone"] });
  });

  test("replaces on every change where there is no update", async () => {
    const handlers = { update: undefined };
    expect(await diff(state, { ...inputs, size: 2 }, handlers)).toMatchObject({ replaces: ["size"] });
    expect(await diff({ ...state, [UNFINISHED]: "why" }, inputs, handlers)).toMatchObject({ replaces: ["id"] });
  });

  test("repairs what is unfinished", async () => {
    expect(await diff({ ...state, [UNFINISHED]: "why" }, inputs)).toMatchObject({ changes: true, replaces: [] });
  });

  test("leaves the decision to the resource", async () => {
    const own = jest.fn(() => ({ changes: false, deleteBeforeReplace: false }));
    const news = { ...inputs, size: 2 };
    expect(await diff(state, news, { diff: own })).toEqual({
      changed: ["size"],
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
    const usual = { changed: ["size"], changes: true, replaces: [] };
    expect(own).toHaveBeenCalledWith(
      expect.objectContaining({ token: "token-of-sample" }),
      news,
      usual,
      expect.any(Session),
    );
  });
});
