import * as pulumi from "@pulumi/pulumi";
import { MockMonitor } from "@pulumi/pulumi/runtime/mocks";
import { cloudCall, cloudId, cloudOutputs } from "./infra/sources/clouds/answers";

/** A resource as a program declared it. */
export interface Recorded {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** URN's last part: `type::name`. */
  deletedWith?: string;
  dependsOn: string[];
  parent?: string;
  /** Reference to an explicit provider. */
  provider?: string;
  protect: boolean;
  retainOnDelete: boolean;
  /** `undefined` where the provider decides. */
  deleteBeforeReplace?: boolean;
  ignoreChanges: string[];
  replaceOnChanges: string[];
}

const secretOf = ({ comment }: Record<string, unknown>) => (comment ? `PRIVATE ${comment}` : "PRIVATE");

/** What resources know once they are made. */
export const outputs: Record<string, (inputs: Record<string, unknown>, name: string) => Record<string, unknown>> = {
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
  getProvider(): string;
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

/** What the SDK's declarations leave out. */
interface Debuggable {
  debuggablePromise(promise: unknown): unknown;
}

/** Inputs of the run before, by `type name`, as {@link stateOf} has them. */
export type Before = ReadonlyMap<string, Record<string, unknown>>;

/** What a run leaves for the next one. */
export function stateOf(recorded: readonly Recorded[]): Before {
  return new Map(recorded.map(({ type, name, inputs }) => [`${type} ${name}`, inputs]));
}

/** Inputs with the values of the state at the paths whose changes are ignored: what the engine hands to a provider. */
function effective(inputs: Record<string, unknown>, state: Record<string, unknown> | undefined, paths: string[]) {
  const result = structuredClone(inputs);
  for (const path of state ? paths : []) {
    const keys = path.split(".");
    const [at, old] = keys
      .slice(0, -1)
      .reduce<[unknown, unknown]>(([one, other], key) => [inner(one, key), inner(other, key)], [result, state]);
    const last = keys.at(-1) ?? "";
    if (typeof at === "object" && at !== null)
      Object.assign(at, { [last]: (old as Record<string, unknown> | undefined)?.[last] });
  }
  return result;
}

function inner(value: unknown, key: string): unknown {
  const found = (value as Record<string, unknown> | undefined)?.[key];
  const isSecret = typeof found === "object" && found !== null && "4dabf18193072939515e22adb298388d" in found;
  return isSecret ? (found as { value?: unknown }).value : found;
}

/** Inputs as a mock is handed them: secrets are plain. */
function plain(inputs: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  return inputs && Object.fromEntries(Object.keys(inputs).map((key) => [key, inner(inputs, key)]));
}

/** The output of a resource that is not made yet, in a preview. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * Records every resource from now on, in the order of registration. Mocks answer what plugins would.
 * @param before The state of the run before. Default: none, everything is new.
 * @param isMadeAnew Whether a preview knows nothing of a resource but its inputs. Default: it knows all.
 * @param answers What a resource knows once it is made, by its type. Default: {@link outputs}.
 */
export async function record(
  preview = false,
  before: Before = new Map(),
  isMadeAnew: (resource: Recorded) => boolean = () => false,
  answers: typeof outputs = outputs,
): Promise<Recorded[]> {
  const recorded: Recorded[] = [];
  jest.restoreAllMocks();
  // The SDK keeps a stack trace for each promise, which jest translates frame by frame: most of the time of a plan.
  const debuggable = jest.requireActual<Debuggable>("@pulumi/pulumi/runtime/debuggable");
  jest.spyOn(debuggable, "debuggablePromise").mockImplementation((promise) => promise);
  const register = MockMonitor.prototype.registerResource;
  // Mocks are told neither options nor where in the inputs a secret is: the request to the engine has both.
  jest.spyOn(MockMonitor.prototype, "registerResource").mockImplementation(function (this: never, request, callback) {
    const { getType, getName, getParent, getDeletedwith, getDependenciesList, getObject } = bound(request);
    const options = bound(request);
    const ignoreChanges = options.getIgnorechangesList();
    const inputs = effective(getObject().toJavaScript(), before.get(`${getType()} ${getName()}`), ignoreChanges);
    recorded.push({
      type: getType(),
      name: getName(),
      inputs,
      deletedWith: short(getDeletedwith()),
      dependsOn: getDependenciesList().flatMap((urn) => short(urn) ?? []),
      parent: short(getParent()),
      provider: options.getProvider() || undefined,
      protect: options.getProtect(),
      retainOnDelete: options.getRetainondelete(),
      deleteBeforeReplace: options.getDeletebeforereplacedefined() ? options.getDeletebeforereplace() : undefined,
      ignoreChanges,
      replaceOnChanges: options.getReplaceonchangesList(),
    });
    return register.call(this, request, callback);
  });
  await pulumi.runtime.setMocks(
    {
      call: cloudCall,
      newResource: ({ type, name, inputs: given }) => {
        const resource = recorded.find((each) => each.type === type && each.name === name);
        const inputs = effective(given, plain(before.get(`${type} ${name}`)), resource?.ignoreChanges ?? []);
        if (preview && resource && isMadeAnew(resource)) {
          const open = Object.keys(answers[type]?.(inputs, name) ?? {}).filter((key) => inputs[key] === undefined);
          return { id: "", state: { ...inputs, ...Object.fromEntries(open.map((key) => [key, UNKNOWN])) } };
        }
        return { id: cloudId(type, name), state: { ...inputs, ...answers[type]?.(inputs, name) } };
      },
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
