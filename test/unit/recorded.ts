import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { cloudCall, cloudId, cloudOutputs } from "./clouds/answers";

/** A resource as a program declared it. */
export interface Recorded {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** URN's last part: `type::name`. */
  deletedWith?: string;
  dependsOn: string[];
  parent?: string;
  protect: boolean;
  retainOnDelete: boolean;
  /** `undefined` where the provider decides. */
  deleteBeforeReplace?: boolean;
  ignoreChanges: string[];
  replaceOnChanges: string[];
}

const secretOf = ({ comment }: Record<string, unknown>) => (comment ? `PRIVATE ${comment}` : "PRIVATE");

const outputs: Record<string, (inputs: Record<string, unknown>) => Record<string, unknown>> = {
  "swarm:index:HostKey": ({ name }) => ({ hostKey: `ssh-ed25519 made on ${name}` }),
  "swarm:index:KeyPair": (inputs) => ({
    publicKey: inputs.comment ? `ssh-ed25519 AAAA ${inputs.comment}` : "ssh-ed25519 AAAA",
    privateKey: secretOf(inputs),
  }),
  "swarm:index:Machine": ({ name, ports }) => ({
    host: "127.0.0.1",
    port: 2200,
    user: "root",
    hostKey: `key of ${name}`,
    forwards: Object.fromEntries((ports as number[]).map((port) => [port, port + 30_000])),
  }),
  "swarm:index:Preflight": () => ({ mtu: 1420 }),
  "swarm:index:Swarm": () => ({ swarmId: "swarm-id", joinTokens: { manager: "TOKEN-M", worker: "TOKEN-W" } }),
  "swarm:index:Node": ({ name }) => ({ nodeId: `id of ${name}` }),
  "swarm:index:Secret": ({ name }) => ({ uniqueName: `${name}_hash` }),
  "swarm:index:Config": ({ name }) => ({ uniqueName: `${name}_hash` }),
  "swarm:index:Stack": ({ name }) => ({
    services: [{ name: `${name}_web`, image: "busybox:1.37", mode: "replicated", running: 3, desired: 3 }],
  }),
  ...cloudOutputs,
};

/** What of a registration the tests look at; the SDK leaves the request untyped. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDeletedwith(): string;
  getDependenciesList(): string[];
  getProtect(): boolean;
  getRetainondelete(): boolean;
  getDeletebeforereplace(): boolean;
  getDeletebeforereplacedefined(): boolean;
  getIgnorechangesList(): string[];
  getReplaceonchangesList(): string[];
  getObject(): { toJavaScript(): Record<string, unknown> };
}

/** Records every resource from now on, in the order of registration. Mocks answer what plugins would. */
export async function record(preview = false): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  jest.restoreAllMocks();
  const register = MockMonitor.prototype.registerResource;
  // Mocks are told neither options nor where in the inputs a secret is: the request to the engine has both.
  jest.spyOn(MockMonitor.prototype, "registerResource").mockImplementation(function (this: never, request, callback) {
    const { getType, getName, getParent, getDeletedwith, getDependenciesList, getObject } = bound(request);
    const options = bound(request);
    recorded.push({
      type: getType(),
      name: getName(),
      inputs: getObject().toJavaScript(),
      deletedWith: short(getDeletedwith()),
      dependsOn: getDependenciesList().flatMap((urn) => short(urn) ?? []),
      parent: short(getParent()),
      protect: options.getProtect(),
      retainOnDelete: options.getRetainondelete(),
      deleteBeforeReplace: options.getDeletebeforereplacedefined() ? options.getDeletebeforereplace() : undefined,
      ignoreChanges: options.getIgnorechangesList(),
      replaceOnChanges: options.getReplaceonchangesList(),
    });
    return register.call(this, request, callback);
  });
  await pulumi.runtime.setMocks(
    {
      call: cloudCall,
      newResource: ({ type, name, inputs }) => ({
        id: cloudId(type, name),
        state: { ...inputs, ...outputs[type]?.(inputs) },
      }),
    },
    "project",
    "dev",
    preview,
  );
  return recorded;
}

function bound(request: Request): Request {
  return new Proxy(request, { get: (target, key) => (target[key as keyof Request] as () => unknown).bind(target) });
}

function short(urn: string): string | undefined {
  return urn.split("::").slice(-2).join("::").replace(/^.*\$/, "") || undefined;
}

/** The value of an output, once everything that it depends on is registered. */
export function settled<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply(resolve);
  });
}
