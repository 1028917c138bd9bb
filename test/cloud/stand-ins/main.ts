import { Session } from "../../../provisioners/core/session";
import { withDocker } from "../../../provisioners/docker/host";
import { Adapter } from "../../../provisioners/provider/adapter";
import { Components } from "../../../provisioners/provider/components/construct";
import { failUnhandled } from "../../../provisioners/provider/components/unhandled";
import { engineAddress, engineSink } from "../../../provisioners/provider/engine-log";
import { serve } from "../../../provisioners/provider/server";
import { createSshPool } from "../../../provisioners/ssh/pool";
import { paperSwarm } from "../paper/swarm";
import { aws } from "./aws";
import { digitalOcean } from "./digitalocean";
import { settings } from "./settings";

const plugins = { digitalocean: digitalOcean, aws, swarm: paperSwarm };

const components = () =>
  (require("../../../infra/components") as typeof import("../../../infra/components")).components;

/** Runs the stand-in for one plugin, as the engine starts plugins. */
async function main(name: keyof typeof plugins, args: string[]): Promise<void> {
  const { resources, functions, configure, start } = plugins[name](settings());
  const address = engineAddress(args);
  const adapter = new Adapter(resources, {
    version: "0.0.0",
    prefix: name === "swarm" ? "swarm:index:" : `${name}:`,
    schema: () => "{}",
    ssh: withDocker(createSshPool()),
    session: new Session(),
    sink: address ? engineSink(address) : async () => {},
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void adapter.stop().finally(() => process.exit()));
  }
  await start();
  const constructs = name === "swarm" ? new Components(components, address) : undefined;
  if (constructs) failUnhandled(constructs, (error) => adapter.complain(error));
  const { port } = await serve(adapter, functions, configure, constructs);
  console.log(String(port));
}

const [name = "", ...args] = process.argv.slice(2);
main(name as keyof typeof plugins, args).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
