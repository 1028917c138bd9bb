import * as pulumi from "@pulumi/pulumi";
import { Cluster } from "../../../../infra/cluster";
import { type HostMachineArgs, hostMachines } from "../../../../infra/sources/hosts/machines";
import { generateKey } from "../../../../provisioners/ssh/keys/generate";
import { lockedKey, privateKey, publicKey } from "../../environment";
import { outputs, type Recorded, record, settled } from "../../recorded";

/** The key by which the engine knows a secret, and what it takes for an unknown value. */
const secretMark = "4dabf18193072939515e22adb298388d";
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A server of a provider that this project knows nothing of. */
class Server extends pulumi.CustomResource {
  declare readonly publicIp: pulumi.Output<string>;
  declare readonly privateIp: pulumi.Output<string>;
  constructor(name: string) {
    super("other:index:Server", name, { publicIp: undefined, privateIp: undefined });
  }
}

const answers = {
  ...outputs,
  "other:index:Server": () => ({ publicIp: "203.0.113.9", privateIp: "10.20.0.9" }),
};

const machineOf = (server: Server): HostMachineArgs => ({
  name: "manager-1",
  role: "manager",
  address: server.privateIp,
  connection: { host: server.publicIp, hostKey: publicKey, privateKey },
  resource: server,
});
const find = (recorded: Recorded[], type: string) =>
  recorded.find((each) => each.type === `swarm:index:${type}`) as Recorded;
const connectionOf = ({ inputs }: Recorded) => inputs.connection;

/** Declares a cluster on a server, and waits until its nodes are registered. */
async function declare(preview: boolean) {
  const isServer = ({ type }: Recorded) => type === "other:index:Server";
  const recorded = await record(preview, undefined, isServer, answers);
  const machines = hostMachines([machineOf(new Server("server"))]);
  const cluster = new Cluster("c", { machines });
  await pulumi.runtime.disconnect();
  return { recorded, cluster, machines };
}

test("a server of any provider becomes a node, with every default", async () => {
  const { recorded, machines } = await declare(false);
  const connection = {
    host: "203.0.113.9",
    port: 22,
    user: "root",
    hostKey: publicKey,
    privateKey: { [secretMark]: expect.anything(), value: privateKey },
  };
  const node = find(recorded, "Node");
  expect(node.inputs).toMatchObject({ address: "10.20.0.9", availability: "active", labels: {}, connection });
  expect(node.deletedWith).toBe("swarm:index:Swarm::c");
  expect(find(recorded, "Host").inputs).toMatchObject({ hostname: "manager-1", closeMetadata: true });
  expect(find(recorded, "Engine").deletedWith).toBe("other:index:Server::server");
  expect(machines.map(({ pool }) => pool)).toEqual(["manager"]);
  expect(await settled(machines[0]?.endpoint(80) as pulumi.Output<string>)).toBe("203.0.113.9:80");
});

test("a preview shows what is known of a server that does not exist yet", async () => {
  const { recorded } = await declare(true);
  const node = find(recorded, "Node");
  expect(node.inputs).toMatchObject({ name: "manager-1", role: "manager", address: UNKNOWN });
  expect(connectionOf(node)).toMatchObject({
    host: UNKNOWN,
    port: 22,
    user: "root",
    privateKey: { value: privateKey },
  });
});

/** Promises of an output, all of which an error rejects; the SDK's declarations leave them out. */
interface Parts {
  promise(): Promise<unknown>;
  isKnown: Promise<unknown>;
  isSecret: Promise<unknown>;
  allResources(): Promise<unknown>;
}

describe("keys", () => {
  const rejection = async <T>(output: pulumi.Output<T> | undefined): Promise<unknown> => {
    const parts = output as unknown as Parts;
    const all = [parts.promise(), parts.isKnown, parts.isSecret, parts.allResources()];
    const [value] = await Promise.allSettled(all);
    return value?.status === "rejected" ? value.reason : undefined;
  };
  const connected = (changes: Partial<HostMachineArgs["connection"]>) => {
    const connection = { host: "h", hostKey: publicKey, privateKey, ...changes };
    const [machine] = hostMachines([{ name: "a", role: "manager", address: "10.0.0.1", connection }]);
    return machine?.connection as unknown as Record<"hostKey" | "privateKey", pulumi.Output<string>>;
  };

  test.each([
    [
      "hostKey",
      { hostKey: pulumi.output("nonsense") },
      /hosts\[0\]\.connection\.hostKey is no host key: give .*-p 22 h/,
    ],
    ["hostKey", { hostKey: `${publicKey}\nh ${publicKey}` }, /hostKey begins with a host name, as in known_hosts/],
    ["privateKey", { privateKey: pulumi.output(publicKey) }, /connection\.privateKey is a public key: .* \(a\)/],
    ["privateKey", { privateKey: lockedKey }, /privateKey is encrypted with a passphrase/],
    ["privateKey", { privateKey: lockedKey, passphrase: "y" }, /encrypted with another passphrase than `passphrase`/],
  ] as const)("%s is refused once it is known", async (key, changes, text) => {
    await record();
    const error = await rejection(connected(changes)[key]);
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect((error as Error).message).toMatch(text);
  });

  test("several host keys, fingerprints and a key with its passphrase are accepted", async () => {
    await record();
    const keys = `${publicKey}\n${generateKey().publicKey}\nSHA256:${"a".repeat(43)}`;
    const { hostKey, privateKey: key } = connected({ hostKey: keys, privateKey: lockedKey, passphrase: "x" });
    expect(await settled(hostKey)).toBe(keys);
    expect(await settled(key)).toBe(lockedKey);
    expect(await pulumi.isSecret(key)).toBe(true);
  });

  test("a jump host's keys are checked and secret, and clients take the shared network's address", async () => {
    await record();
    const args = { name: "a", role: "manager", address: "10.0.0.1" } as const;
    const jump = { host: pulumi.output("gate"), hostKey: publicKey, privateKey };
    const end = { host: "h", hostKey: publicKey };
    const [machine] = hostMachines([{ ...args, connection: { ...end, jump } }]);
    expect(await settled(machine?.endpoint(80) as pulumi.Output<string>)).toBe("10.0.0.1:80");
    const through = machine?.connection.jump as unknown as { privateKey: pulumi.Output<string> };
    expect(await pulumi.isSecret(through.privateKey)).toBe(true);
    const [bad] = hostMachines([{ ...args, connection: { ...end, jumps: [{ ...jump, privateKey: "x" }] } }]);
    const [hop] = (bad?.connection.jumps ?? []) as unknown as { privateKey: pulumi.Output<string> }[];
    expect(String(await rejection(hop?.privateKey))).toMatch(/connection\.jumps\[0\]\.privateKey is not a private key/);
  });
});
