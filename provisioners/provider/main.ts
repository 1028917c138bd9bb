import { provider } from "@pulumi/pulumi";
import { version } from "../../package.json";
import { createSshPool } from "../ssh/pool";
import { Adapter } from "./adapter";
import { engineAddress, engineSink } from "./engine-log";
import { resources } from "./registry";
import { packageSchema } from "./schema";

const args = process.argv.slice(2);
const address = engineAddress(args);

const adapter = new Adapter(resources, {
  version,
  schema: () => JSON.stringify(packageSchema(resources, version)),
  ssh: createSshPool(),
  sink: address ? engineSink(address) : async () => {},
});

// The engine asks to cancel by a call, and ends the plugin by a signal.
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(name, () => void adapter.stop().finally(() => process.exit(0)));
}

void provider.main(adapter, args);
