import * as grpc from "@grpc/grpc-js";
import { output } from "@pulumi/pulumi";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { z } from "zod";
import type { Component, Constructed } from "../../../provisioners/provider/components/component";
import { Components } from "../../../provisioners/provider/components/construct";
import { internals, type Loader, shareSdk } from "../../../provisioners/provider/components/sdk-runtime";
import { serve } from "../../../provisioners/provider/server";
import { UNKNOWN } from "../../../provisioners/provider/wire";
import { fieldOf } from "../../../provisioners/schema/field";
import { named, plain } from "../../../provisioners/schema/marks";
import { failureOf, provider } from "./sample";

const sample = (construct: Component["construct"]): Component => ({
  name: "Sample",
  description: "A sample.",
  inputs: {},
  outputs: {},
  construct,
});

const request = (inputs: object) =>
  new proto.ConstructRequest()
    .setType("swarm:index:Sample")
    .setName("mine")
    .setMonitorendpoint("127.0.0.1:1")
    .setInputs(Struct.fromJavaScript(inputs as { [key: string]: JavaScriptValue }));

/** Asks over the wire, as the engine does. */
async function construct(components: Components, inputs: object, attached?: string) {
  const { stop, port } = await serve(provider({}).adapter, {}, () => {}, components);
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  try {
    if (attached) {
      const attach = new PluginAttach().setAddress(attached);
      await new Promise((resolve) => client.attach(attach, resolve));
    }
    return await new Promise<proto.ConstructResponse>((resolve, reject) => {
      client.construct(request(inputs), (error, value) => (error ? reject(error) : resolve(value)));
    });
  } finally {
    client.close();
    stop();
  }
}

describe("components", () => {
  test("an input that is not known yet is refused with its path", async () => {
    const made = jest.fn();
    const components = new Components(() => [sample(made)], "127.0.0.1:1");
    const failure = await failureOf(construct(components, { hosts: [{ host: UNKNOWN }], machines: UNKNOWN }));
    const text = "is known only once another resource is made";
    for (const path of ["hosts[0].host", "machines"]) expect(failure.details).toContain(`\n  ${path} ${text}`);
    expect(made).not.toHaveBeenCalled();
  });

  test("with a schema, only what is plain has to be known, and the rest is checked", async () => {
    const made = jest.fn(async () => ({ urn: output("urn"), outputs: {} }));
    const schema = z.object({
      machines: plain(z.array(plain(named("Machine", z.object({ name: plain(z.string()), address: z.string() }))))),
    });
    const components = new Components(() => [{ ...sample(made), inputs: fieldOf(schema), schema }], "127.0.0.1:1");
    const refused = async (inputs: object) => (await failureOf(construct(components, inputs))).details;
    const open = "is known only once another resource is made";
    expect(await refused({ machines: UNKNOWN })).toContain(`\n  machines ${open}`);
    expect(await refused({ machines: [{ name: UNKNOWN, address: "a" }] })).toContain(`\n  machines[0].name ${open}`);
    expect(await refused({ machines: [{ name: 7, adress: "a" }] })).toMatch(/machines\[0\]\.adress .*write `address`/);
    // On to the engine, of which there is none.
    expect(await refused({ machines: [{ name: "a", address: UNKNOWN }] })).toContain("UNAVAILABLE");
  });

  test("a second single component of one run is refused, and one of another run is not", async () => {
    const made = async () => ({ urn: output("urn"), outputs: {} });
    const components = new Components(() => [{ ...sample(made), single: true }], "127.0.0.1:1");
    const asked = (name: string, monitor: string) =>
      failureOf(components.construct(request({}).setName(name).setMonitorendpoint(monitor)));
    const reached = "UNAVAILABLE";
    expect((await asked("one", "127.0.0.1:1")).message).toContain(reached);
    expect((await asked("one", "127.0.0.1:1")).message).toContain(reached);
    expect((await asked("two", "127.0.0.1:1")).message).toBe(
      "a program can have one swarm:index:Sample, and this one has one. Give two a stack of its own",
    );
    expect((await asked("two", "127.0.0.1:2")).message).toContain(reached);
  });

  test("an error that nothing waits for ends the calls under way", async () => {
    const never = new Promise<Constructed>(() => {});
    const components = new Components(() => [sample(() => never)], "127.0.0.1:1");
    const answer = failureOf(components.construct(request({})));
    const rejected = new Error(
      'error serializing property "a": error serializing property "b": an output was rejected',
    );
    expect(components.fail(rejected)).toBe(true);
    expect((await answer).message).toBe("an output was rejected");
    const next = failureOf(components.construct(request({})));
    expect(components.fail(rejected)).toBe(true);
    expect(components.fail(new Error("another one"))).toBe(true);
    expect((await next).message).toBe("another one");
    expect(components.fail(new Error("nothing is under way"))).toBe(false);
  });

  test("an engine that attaches tells its address", async () => {
    const components = () =>
      new Components(() => [sample(async () => ({ urn: output("urn"), outputs: {} }))], undefined);
    const without = await failureOf(construct(components(), {}));
    expect(without.details).toBe("the plugin was started without an engine");
    const attached = await failureOf(construct(components(), {}, "127.0.0.1:1"));
    // On to the engine, of which there is none.
    expect(attached.details).toContain("UNAVAILABLE");
  });

  test("a package of a provider gets this copy of the SDK, and all else as before", () => {
    const load = jest.fn((..._request: unknown[]) => "as before");
    const loader: Loader = { _load: load };
    shareSdk(loader);
    const sdk = require("@pulumi/pulumi");
    expect(loader._load("@pulumi/pulumi", "parent", false)).toBe(sdk);
    expect(loader._load("@pulumi/pulumi/runtime", "parent", false)).toBe(sdk.runtime);
    expect(loader._load("@pulumi/aws", "parent", false)).toBe("as before");
    expect(load.mock.calls).toEqual([["@pulumi/aws", "parent", false]]);
  });

  test("the SDK has the internals that are used", () => {
    const used = ["withLocalStorage", "resetOptions", "awaitFeatureSupport", "waitForRPCs", "setAllConfig"];
    for (const name of used) expect(internals()).toHaveProperty(name, expect.any(Function));
    expect(require("@pulumi/pulumi/runtime/rpc").serializeResourceProperties).toEqual(expect.any(Function));
    expect(jest.requireActual("node:module")).toHaveProperty("_load", expect.any(Function));
    expect(require("@pulumi/pulumi/output").unknown).toBeDefined();
    expect(require("@pulumi/pulumi/resource")).toMatchObject({
      DependencyResource: expect.any(Function),
      DependencyProviderResource: expect.any(Function),
    });
  });
});
