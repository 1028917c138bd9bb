import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Severity, Sink } from "./status";

const severities: Record<Severity, LogSeverity> = {
  debug: LogSeverity.DEBUG,
  info: LogSeverity.INFO,
  warning: LogSeverity.WARNING,
  error: LogSeverity.ERROR,
};

/** The engine's address among the plugin's arguments; undefined when someone starts the plugin by hand. */
export function engineAddress(args: readonly string[]): string | undefined {
  return args.find((arg, i) => !arg.startsWith("-") && args[i - 1] !== "--tracing");
}

/** Sends messages to the engine at an address. */
export function engineSink(address: string): Sink {
  const engine = new EngineClient(address, grpc.credentials.createInsecure());
  return ({ urn, text, severity, ephemeral }) =>
    new Promise((resolve) => {
      const request = new LogRequest();
      request.setUrn(urn);
      request.setMessage(text);
      request.setSeverity(severities[severity]);
      request.setEphemeral(ephemeral);
      // An engine that takes no messages any more is ending; that must not fail the work on the host.
      engine.log(request, () => resolve());
    });
}
