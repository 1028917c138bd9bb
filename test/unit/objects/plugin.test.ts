import { SwarmError } from "../../../provisioners/core/errors";
import type { InstalledPlugin } from "../../../provisioners/docker/client/plugins";
import { fullReference } from "../../../provisioners/docker/image";
import { plugin } from "../../../provisioners/objects/plugin";
import { pluginInputs } from "../../../provisioners/objects/plugin-schema";
import { differences, differencesText, notGranted } from "../../../provisioners/objects/plugin-state";
import { connection, fakeContext } from "../fakes/context";
import { reply } from "../fakes/reply";

const installed = (changes: Partial<InstalledPlugin> = {}): InstalledPlugin => ({
  Id: "id1",
  Enabled: true,
  PluginReference: "docker.io/vieux/sshfs:latest",
  Settings: { Env: ["DEBUG=0"], Mounts: [{ Name: "state", Source: "/var/lib" }], Devices: null, Args: [] },
  Config: { Env: [{ Name: "DEBUG", Value: "0" }] },
  ...changes,
});
const declared = { image: "vieux/sshfs", settings: {}, enabled: true };

describe("a plugin's differences", () => {
  test("none where all is as declared", () => expect(differences(installed(), declared, {})).toEqual({}));

  test("another image, other settings, disabled; the text shows no values", () => {
    const wanted = {
      image: "vieux/sshfs:2",
      settings: { DEBUG: "secret", "state.source": "/var/lib" },
      enabled: false,
    };
    const found = differences(installed(), wanted, {});
    expect(found).toEqual({ image: "docker.io/vieux/sshfs:latest", settings: { DEBUG: "secret" }, enabled: true });
    expect(differencesText(found)).toBe("it is docker.io/vieux/sshfs:latest; other settings: DEBUG; it is enabled");
  });

  test("a setting that is declared no longer goes back to the image's own value", () => {
    const set = installed({ Settings: { Env: ["DEBUG=1"] } });
    expect(differences(set, declared, { DEBUG: "1" })).toEqual({ settings: { DEBUG: "0" } });
    expect(differences(set, declared, {})).toEqual({});
  });

  test.each([
    ["sshfs", "docker.io/library/sshfs:latest"],
    ["vieux/sshfs:1.4", "docker.io/vieux/sshfs:1.4"],
    ["10.0.2.9:5000/test/shelf", "10.0.2.9:5000/test/shelf:latest"],
    ["localhost/x@sha256:abc", "localhost/x@sha256:abc"],
  ])("%s is %s", (image, full) => expect(fullReference(image)).toBe(full));

  test("what it asks for must be granted word by word, or all of it", () => {
    const privileges = [
      { Name: "network", Value: ["host"] },
      { Name: "capabilities", Value: ["CAP_SYS_ADMIN", "CAP_NET_ADMIN"] },
      { Name: "mount", Value: null },
    ];
    expect(notGranted(privileges, ["network: host", "capabilities: CAP_SYS_ADMIN"])).toEqual([
      "capabilities: CAP_NET_ADMIN",
    ]);
    expect(notGranted(privileges, ["*"])).toEqual([]);
  });
});

/** Hosts whose Docker has plugins in memory. */
function hosts(...names: string[]) {
  const plugins = new Map<string, InstalledPlugin>();
  const busy = new Set<string>();
  const down = new Set<string>();
  const calls: string[] = [];
  const context = fakeContext(async ({ host }) => {
    if (down.has(host)) throw new SwarmError({ code: "SSH_UNREACHABLE", summary: "no route" });
    const find = () => {
      const found = plugins.get(host);
      if (!found) throw reply(404, `plugin "sshfs" not found`);
      return found;
    };
    const did = (text: string) => void calls.push(`${host} ${text}`);
    const getPlugin = (_name: string, image: string) => ({
      inspect: async () => structuredClone(find()),
      privileges: async () => [{ Name: "network", Value: ["host"] }],
      pull: async ({ _body }: { _body: unknown[] }) => {
        did(`pull ${image} ${_body.length}`);
        if (image === "gone") return { error: "not found" };
        plugins.set(host, installed({ Enabled: false, PluginReference: fullReference(image) }));
        return undefined;
      },
      upgrade: async (_auth: unknown, { _query }: { _query: { remote: string } }) => {
        did(`upgrade ${_query.remote}`);
        if (find().Enabled) throw reply(400, "plugin must be disabled before upgrading");
        find().PluginReference = fullReference(_query.remote);
      },
      configure: async ({ _body }: { _body: string[] }) => {
        did(`set ${_body}`);
        if (find().Enabled) throw reply(400, "cannot set on an active plugin");
        find().Settings.Env = _body;
      },
      enable: async () => {
        did("enable");
        find().Enabled = true;
      },
      disable: async () => {
        if (busy.has(host)) throw reply(400, `plugin "sshfs" is in use`);
        did("disable");
        find().Enabled = false;
      },
      remove: async () => {
        did("remove");
        plugins.delete(host);
      },
    });
    return { label: host, docker: () => ({ getPlugin }) } as never;
  });
  const inputs = (more: object = {}) =>
    pluginInputs.parse({
      name: "sshfs",
      image: "vieux/sshfs",
      hosts: names.map((name) => ({ name, connection: connection(name) })),
      grant: ["network: host"],
      ...more,
    });
  const state = (more: object = {}) => ({ ...inputs(more), ids: {} });
  return { plugins, busy, down, calls, context, inputs, state };
}

describe("Plugin", () => {
  test("is installed and enabled on every host, once", async () => {
    const { calls, context, inputs, state } = hosts("a", "b");
    const { outputs } = await plugin.create(context, inputs());
    expect(outputs).toEqual({ ids: { a: "id1", b: "id1" } });
    expect([...calls].sort()).toEqual(["a enable", "a pull vieux/sshfs 1", "b enable", "b pull vieux/sshfs 1"]);
    calls.length = 0;
    await plugin.update?.(context, "sshfs", state(), inputs());
    expect(calls).toEqual([]);
  });

  test("a host that was there and is out of reach holds up no new one, and gets it later", async () => {
    const { plugins, down, calls, context, inputs, state } = hosts("a", "b");
    plugins.set("a", installed());
    down.add("a");
    const before = { ...state(), hosts: inputs().hosts.slice(0, 1), ids: { a: "id1" } };
    const outputs = await plugin.update?.(context, "sshfs", before, inputs());
    expect(outputs).toEqual({ ids: { a: "id1", b: "id1" }, pending: ["a"] });
    expect(calls).toContain("b enable");
    expect(plugin.diff?.({ ...state(), ...outputs, ids: {} }, inputs(), { changes: false })).toEqual({ changes: true });
    await expect(plugin.create(context, inputs())).rejects.toThrow("no route");
  });

  test("is refused with what it asks for", async () => {
    const { calls, context, inputs } = hosts("a");
    await expect(plugin.create(context, inputs({ grant: [] }))).rejects.toThrow(
      'If it may have that, write it into `grant`: ["network: host"]',
    );
    expect(calls).toEqual([]);
  });

  test("a pull that fails in its stream is an error", async () => {
    const { context, inputs } = hosts("a");
    await expect(plugin.create(context, inputs({ image: "gone" }))).rejects.toMatchObject({
      code: "PLUGIN_NOT_PULLED",
    });
  });

  test("is disabled for a new setting or image, and enabled again", async () => {
    const { plugins, calls, context, inputs, state } = hosts("a");
    plugins.set("a", installed());
    await plugin.update?.(context, "sshfs", state(), inputs({ image: "vieux/sshfs:2", settings: { DEBUG: "1" } }));
    expect(calls).toEqual(["a disable", "a upgrade vieux/sshfs:2", "a set DEBUG=1", "a enable"]);
  });

  test("in use: the host is named, the others are done", async () => {
    const { plugins, busy, calls, context, inputs, state } = hosts("a", "b");
    for (const name of ["a", "b"]) plugins.set(name, installed());
    busy.add("b");
    const update = plugin.update?.(context, "sshfs", state(), inputs({ settings: { DEBUG: "1" } }));
    await expect(update).rejects.toThrow(/on 1 of 2 hosts: b\n[\s\S]*in use/);
    expect(calls).toContain("a enable");
  });

  test("a refresh names the node where it is missing or disabled", async () => {
    const { plugins, context, state } = hosts("a", "b", "c");
    plugins.set("a", installed());
    plugins.set("b", installed({ Enabled: false }));
    expect(await plugin.read?.(context, "sshfs", state())).toMatchObject({ drifted: true });
    expect(context.lines).toEqual([
      "The plugin sshfs on b is not as declared: it is disabled",
      "The plugin sshfs is missing on c",
    ]);
    plugins.set("b", installed());
    plugins.set("c", installed());
    expect(await plugin.read?.(context, "sshfs", state())).toMatchObject({ drifted: false });
  });

  test("leaves a host that is no longer listed, and stays where it is in use", async () => {
    const all = hosts("a", "b", "c");
    for (const name of ["a", "b", "c"]) all.plugins.set(name, installed());
    all.busy.add("c");
    const only = all.inputs({ hosts: [{ name: "a", connection: connection("a") }] });
    await plugin.update?.(all.context, "sshfs", all.state(), only);
    expect(all.calls).toEqual(["b disable", "b remove"]);
    expect(all.context.lines).toEqual(["The plugin sshfs stays on c: it is in use"]);
  });
});
