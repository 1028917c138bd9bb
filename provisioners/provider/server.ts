import * as grpc from "@grpc/grpc-js";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Adapter } from "./adapter";
import type { Components } from "./components/construct";
import type { Failure } from "./failure";
import type { Properties } from "./wire";

/** Functions of a package by their tokens: what `invoke` of the SDK calls. */
export type Functions = Readonly<Record<string, (inputs: Properties) => Promise<Properties>>>;

/** A running server: its port, and how to end it. */
export interface Serving {
  port: number;
  stop(): void;
}

/**
 * Serves the engine; `configure` is told the provider's own settings. `pulumi.provider.main` does the same for less: without previews, in which every
 * output of a changed resource would be unknown and all that depends on it would seem to change.
 */
export async function serve(
  adapter: Adapter,
  functions: Functions = {},
  configure: (settings: Properties) => void = () => {},
  components?: Components,
): Promise<Serving> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  // Calls that are not here are answered with UNIMPLEMENTED, which the engine expects of a provider without settings.
  server.addService(ResourceProviderService, service(adapter, functions, configure, components));
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve({ port, stop: () => server.forceShutdown() }),
    );
  });
}

function service(
  adapter: Adapter,
  functions: Functions,
  configure: (settings: Properties) => void,
  components: Components | undefined,
): grpc.UntypedServiceImplementation {
  return {
    getPluginInfo: unary(async () => new PluginInfo().setVersion(adapter.version)),
    attach: unary(async (request: PluginAttach) => {
      components?.attach(request.getAddress());
      return new Empty();
    }),
    ...(components && { construct: unary((request: proto.ConstructRequest) => components.construct(request)) }),
    configure: unary(async (request: proto.ConfigureRequest) => {
      configure(plain(request.getArgs()));
      return new proto.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(true)
        .setAcceptoutputs(true)
        .setSupportspreview(true);
    }),
    getSchema: unary(async () => new proto.GetSchemaResponse().setSchema(await adapter.getSchema())),
    check: unary(async (request: proto.CheckRequest) => {
      const { inputs, failures = [] } = await adapter.check(request.getUrn(), {}, plain(request.getNews()));
      return new proto.CheckResponse()
        .setInputs(struct(inputs))
        .setFailuresList(
          failures.map(({ property, reason }) => new proto.CheckFailure().setProperty(property).setReason(reason)),
        );
    }),
    diff: unary(async (request: proto.DiffRequest) => {
      const [olds, news] = [plain(request.getOlds()), plain(request.getNews())];
      const diff = await adapter.diff(request.getId(), request.getUrn(), olds, news);
      const { DIFF_SOME, DIFF_NONE } = proto.DiffResponse.DiffChanges;
      return new proto.DiffResponse()
        .setChanges(diff.changes ? DIFF_SOME : DIFF_NONE)
        .setDiffsList(diff.changed ?? [])
        .setReplacesList(diff.replaces ?? [])
        .setDeletebeforereplace(diff.deleteBeforeReplace ?? false);
    }),
    create: unary(async (request: proto.CreateRequest) => {
      const { id, outs } = await adapter.create(request.getUrn(), plain(request.getProperties()), request.getPreview());
      return new proto.CreateResponse().setId(id).setProperties(struct(outs));
    }),
    read: unary(async (request: proto.ReadRequest) => {
      const {
        id = "",
        props,
        inputs,
      } = await adapter.read(request.getId(), request.getUrn(), plain(request.getProperties()));
      const response = new proto.ReadResponse().setId(id).setProperties(struct(props));
      // Without a handler for it the inputs stay what they were.
      return response.setInputs(inputs ? struct(inputs) : request.getInputs());
    }),
    update: unary(async (request: proto.UpdateRequest) => {
      const [olds, news] = [plain(request.getOlds()), plain(request.getNews())];
      const { outs } = await adapter.update(request.getId(), request.getUrn(), olds, news, request.getPreview());
      return new proto.UpdateResponse().setProperties(struct(outs));
    }),
    delete: unary(async (request: proto.DeleteRequest) => {
      await adapter.delete(request.getId(), request.getUrn(), plain(request.getProperties()));
      return new Empty();
    }),
    invoke: unary(async (request: proto.InvokeRequest) => {
      const invoked = functions[request.getTok()];
      if (!invoked) throw new Error(`there is no function ${request.getTok()}`);
      return new proto.InvokeResponse().setReturn(struct(await invoked(plain(request.getArgs()))));
    }),
    cancel: unary(async () => {
      await adapter.cancel();
      return new Empty();
    }),
  };
}

function unary<Q, R>(work: (request: Q) => Promise<R>): grpc.handleUnaryCall<Q, R> {
  return (call, callback) => {
    work(call.request).then(
      (response) => callback(null, response),
      (error) => callback(statusOf(error)),
    );
  };
}

/** An error as the engine reads it; one that left something behind carries that along. */
function statusOf(failure: Failure): Partial<grpc.StatusObject> {
  const { message, id, properties, reasons = [] } = failure;
  const code = grpc.status.UNKNOWN;
  if (!id) return { code, details: message };
  const detail = new proto.ErrorResourceInitFailed()
    .setId(id)
    .setProperties(struct(properties))
    .setReasonsList(reasons);
  const any = new Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const metadata = new grpc.Metadata();
  const status = new Status().setCode(code).setMessage(message).setDetailsList([any]);
  metadata.set("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code, details: message, metadata };
}

const plain = (value: Struct | undefined) => (value?.toJavaScript() ?? {}) as Properties;
const struct = (value: Properties = {}) => Struct.fromJavaScript(value as { [key: string]: JavaScriptValue });
