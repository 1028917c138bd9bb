import { resources } from "../../../provisioners/plugin/registry";
import type { Resource } from "../../../provisioners/provider/resource";
import type { Plugin } from "../stand-ins/plugin";

type Outputs = Record<string, unknown>;

/** What resources say that reach machines otherwise. */
const outputs: Record<string, (inputs: Outputs) => Outputs> = {
  Engine: () => ({ installedVersion: "26.1.5", os: "Debian GNU/Linux 13", arch: "x86_64", dockerWasThere: false }),
  Host: () => ({ firewall: "none", pending: false }),
  HostKey: ({ name }) => ({ hostKey: `ssh-ed25519 AAAA ${name}` }),
  NfsClient: () => ({}),
  NfsServer: ({ address }) => ({ host: address }),
  Node: ({ name }) => ({ nodeId: `id-${name}`, hostname: name }),
  Preflight: () => ({ mtu: 1500 }),
  Stack: () => ({ services: [], publishedPorts: [], marks: {} }),
  Swarm: () => ({ swarmId: "swarm-1", joinTokens: { manager: "M", worker: "W" } }),
};

/** A resource with its schema and its checks of plans, whose handlers reach nothing. */
function onPaper(resource: Resource): Resource {
  const answer = outputs[resource.name];
  // A key pair is made without any machine.
  if (!answer) return resource;
  const { name, description, inputs, checkPlan } = resource;
  const tell = async (args: Outputs) => resource.outputs.parse(answer(args));
  return {
    ...{ name, description, inputs, checkPlan, outputs: resource.outputs },
    create: async (_context, args) => ({ id: `${name}-${String(args.name ?? "one")}`, outputs: await tell(args) }),
    update: (_context, _id, _state, args) => tell(args),
    delete: async () => {},
  };
}

/** The plugin of the swarm without machines: what it would do on them is not done. */
export const paperSwarm = (): Plugin => ({
  resources: resources.map(onPaper),
  functions: {},
  configure: () => {},
  start: async () => {},
});
