import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { UNFINISHED } from "../../../provisioners/provider/diff";
import { serve } from "../../../provisioners/provider/server";
import { UNKNOWN } from "../../../provisioners/provider/wire";
import { failureOf, provider, refused, urn, wrapped } from "./sample";

const struct = (value: object) => Struct.fromJavaScript(value as { [key: string]: JavaScriptValue });
const inputs = { zone: "a", size: 1, mode: "fast", labels: {}, hosts: [] };
const state = { ...inputs, place: "a", token: wrapped("token-of-sample") };

/** Asks over the wire, as the engine does. */
async function ask<T>(handlers: object, call: (client: ResourceProviderClient, done: grpc.requestCallback<T>) => void) {
  const { stop, port } = await serve(provider(handlers).adapter);
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  try {
    return await new Promise<T>((resolve, reject) => {
      call(client, (error, value) => (error ? reject(error) : resolve(value as T)));
    });
  } finally {
    client.close();
    stop();
  }
}

describe("server", () => {
  test("takes secrets and answers previews", async () => {
    const answer = await ask<proto.ConfigureResponse>({}, (client, done) =>
      client.configure(new proto.ConfigureRequest(), done),
    );
    expect(answer.toObject()).toMatchObject({ acceptsecrets: true, supportspreview: true });
  });

  test("checks and compares", async () => {
    const check = new proto.CheckRequest().setUrn(urn).setNews(struct({ zone: "a", sise: 1 }));
    const checked = await ask<proto.CheckResponse>({}, (client, done) => client.check(check, done));
    expect(checked.getFailuresList()[0]?.getReason()).toContain("write `size`");
    const diff = new proto.DiffRequest()
      .setUrn(urn)
      .setOlds(struct(state))
      .setNews(struct({ ...inputs, zone: "b" }));
    const compared = await ask<proto.DiffResponse>({}, (client, done) => client.diff(diff, done));
    expect(compared.toObject()).toMatchObject({
      diffsList: ["zone"],
      replacesList: ["zone"],
      deletebeforereplace: true,
      changes: 2,
    });
  });

  test("creates, and only previewOfferss in a preview", async () => {
    const request = new proto.CreateRequest().setUrn(urn).setProperties(struct(inputs));
    const created = await ask<proto.CreateResponse>({}, (client, done) => client.create(request, done));
    expect([created.getId(), created.getProperties()?.toJavaScript()]).toEqual(["in-a", state]);
    const preview = await ask<proto.CreateResponse>({}, (client, done) =>
      client.create(request.setPreview(true), done),
    );
    expect(preview.getProperties()?.toJavaScript()).toMatchObject({ place: UNKNOWN });
  });

  test("hands over what a failed update left, as the engine reads it", async () => {
    const update = async () => Promise.reject(refused("host is down"));
    const news = struct({ ...inputs, size: 2 });
    const request = new proto.UpdateRequest().setId("in-a").setUrn(urn).setOlds(struct(state)).setNews(news);
    const failure = await failureOf(ask({ update }, (client, done) => client.update(request, done)));
    expect(failure.details).toBe("host is down");
    const [packed] = (failure.metadata as grpc.Metadata).get("grpc-status-details-bin") as Buffer[];
    const [detail] = Status.deserializeBinary(packed ?? Buffer.alloc(0)).getDetailsList();
    const left = detail?.unpack(proto.ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed");
    expect(left?.getReasonsList()).toEqual(["host is down"]);
    expect(left?.getProperties()?.toJavaScript()).toEqual({ ...state, [UNFINISHED]: "host is down" });
  });

  test("keeps the inputs in a refresh without a handler", async () => {
    const request = new proto.ReadRequest()
      .setId("in-a")
      .setUrn(urn)
      .setProperties(struct(state))
      .setInputs(struct(inputs));
    const found = await ask<proto.ReadResponse>({}, (client, done) => client.read(request, done));
    expect([found.getId(), found.getInputs()?.toJavaScript()]).toEqual(["in-a", inputs]);
  });
});
