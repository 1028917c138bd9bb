import { packageVersion } from "../core/paths";
import { Session } from "../core/session";
import { withDocker } from "../docker/host";
import { Adapter } from "../provider/adapter";
import type { Component } from "../provider/components/component";
import { Components } from "../provider/components/construct";
import { shareSdk } from "../provider/components/sdk-runtime";
import { failUnhandled } from "../provider/components/unhandled";
import { engineAddress, engineSink } from "../provider/engine-log";
import { packageSchema } from "../provider/package-schema";
import { serve } from "../provider/server";
import { createSshPool } from "../ssh/pool";
import { resources } from "./registry";

/** How often to look whether the engine still lives. */
const WATCH_MS = 2_000;

const address = engineAddress(process.argv.slice(2));

// Loaded when it is asked for: most runs of the plugin serve resources only.
const components = (): readonly Component[] =>
  (require("../../infra/components") as typeof import("../../infra/components")).components;
shareSdk();
const constructs = new Components(components, address);

const adapter = new Adapter(resources, {
  version: packageVersion(),
  schema: () => JSON.stringify(packageSchema(resources, packageVersion(), components())),
  ssh: withDocker(createSshPool()),
  session: new Session(),
  sink: address ? engineSink(address) : async () => {},
});

const stop = () => void adapter.stop().finally(() => process.exit());

// The engine asks to cancel by a call, and ends the plugin by a signal.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, stop);

// A plugin must not go on working on hosts for an engine that was killed: the next run may be at it already.
const engine = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === engine) return;
  clearInterval(watch);
  stop();
}, WATCH_MS);

failUnhandled(constructs, (error) => adapter.complain(error));

serve(adapter, {}, () => {}, constructs).then(
  // The engine waits for this line.
  ({ port }) => console.log(String(port)),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
