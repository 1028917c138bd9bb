import { z } from "zod";
import { engineInputs } from "../../../provisioners/engine/schema";
import { permissions, preflightSettings } from "../../../provisioners/host/preflight/schema";
import { machineInputs } from "../../../provisioners/machines/schema";
import { pluginInputs } from "../../../provisioners/objects/plugin-schema";
import { connectionSchema } from "../../../provisioners/ssh/schema";
import { registrySchema, stackInputs } from "../../../provisioners/stack/schema";
import { swarmInputs } from "../../../provisioners/swarm/cluster/schema";
import { nodeInputs } from "../../../provisioners/swarm/node/schema";
import { cloudSettings, poolInCloud } from "../../sources/cloud/schema";
import { addressBlocks } from "../../topology";
import { preparationSettings } from "../resolve/preparation";
import { dnsLabel } from "./dns-label";
import { nfsSettings } from "./nfs";
import { objectSettings } from "./objects";
import { swarmSettings } from "./swarm";

/** Longest pool name: `-<number>` follows it in a DNS label of 63. */
const poolNameLength = 58;

// YAML reads `zone: 1` as a number and `ssd: true` as a boolean; labels and variables are text.
const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const texts = z.record(z.string(), text);

const labels = texts.default({}).describe("node labels, such as {disk: ssd}");
const availability = nodeInputs.shape.availability.describe("whether tasks may run there: active, pause or drain");
const role = z.enum(["manager", "worker"]).describe("what the machine is in the swarm: manager or worker");

const pool = z.strictObject({
  name: dnsLabel.max(poolNameLength).describe("name of the pool; its machines are <name>-1, <name>-2, …"),
  role,
  count: z.number().int().min(0).max(1000).describe("how many machines"),
  cpus: machineInputs.shape.cpus.unwrap().optional().describe("lab: processors of each machine"),
  memory: machineInputs.shape.memory.unwrap().optional().describe("lab: memory of each machine in MiB"),
  ...poolInCloud,
  labels,
  availability,
  block: z
    .number()
    .int()
    .min(0)
    .max(addressBlocks - 1)
    .optional()
    .describe("lab: block of addresses of the pool; by default its place in the list, so new pools belong at the end"),
});

const endpoint = {
  host: connectionSchema.shape.host.describe("address or name to dial"),
  port: connectionSchema.shape.port.describe("SSH port"),
  user: connectionSchema.shape.user.describe("login user; other than root it needs password-less sudo"),
  privateKey: z.string().min(1).optional().describe("private key as text; refused where it is not set with --secret"),
  privateKeyFile: z.string().min(1).optional().describe("file of the private key, relative to Pulumi.yaml"),
  hostKey: z.string().min(1).describe("the host's public key, such as `ssh-ed25519 AAAA…`, or `SHA256:…`"),
};

const reachable = {
  ...endpoint,
  address: nodeInputs.shape.address.describe("its IPv4 address on the network the machines share"),
  jump: z.strictObject(endpoint).optional().describe("a host to go through (ProxyJump)"),
};

const host = z.strictObject({
  name: dnsLabel.describe("name of the machine"),
  role,
  ...reachable,
  listenAddress: nodeInputs.shape.listenAddress.describe("address on which Docker listens on port 2377; default: all"),
  dataPathAddress: nodeInputs.shape.dataPathAddress.describe(
    "address for the traffic of overlay networks; default: `address`",
  ),
  labels,
  availability,
});

const stack = z.preprocess(
  (value) => (typeof value === "string" ? { name: value } : value),
  z.strictObject({
    name: stackInputs.shape.name.describe("name of the stack; without `file` also its folder under stacks/"),
    file: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .optional()
      .describe("stack file, relative to Pulumi.yaml, or a list of them: each is merged over those before it"),
    variables: texts.default({}).describe("values of the stack file's variables"),
    envFile: z
      .string()
      .min(1)
      .optional()
      .describe("env file (NAME=value) with more variables, relative to Pulumi.yaml; `variables` count more"),
    resolveImage: stackInputs.shape.resolveImage.describe(
      "when a tag is pinned to the digest that it has at its registry",
    ),
    rollback: stackInputs.shape.rollback.describe(
      "true: services return to what they were before their last update; the file waits",
    ),
    forceUpdate: stackInputs.shape.forceUpdate.describe("another number starts the tasks of all services anew"),
    removeFailed: stackInputs.shape.removeFailed.describe("whether a first deployment that fails is removed again"),
    pruneVolumes: stackInputs.shape.pruneVolumes.describe(
      "whether volumes that left the file are removed, and with the stack all of its volumes, with their data",
    ),
    timeout: stackInputs.shape.timeout.describe("seconds until every service must run"),
  }),
);

const plugin = z.strictObject({
  name: pluginInputs.shape.name.describe("name of the driver, as volumes and services name it"),
  image: pluginInputs.shape.image.describe("the plugin's image, such as vieux/sshfs:1.4; another one is an upgrade"),
  settings: texts.default({}).describe("settings as `docker plugin set` takes them, such as {DEBUG: '1'}"),
  grant: pluginInputs.shape.grant,
  enabled: pluginInputs.shape.enabled.describe("whether it runs"),
});

/** The stack configuration, namespace `swarm`: the one place that says what may stand there. */
export const configSchema = z.strictObject({
  source: z
    .enum(["lab", "hosts", "digitalocean", "aws"])
    .default("lab")
    .describe("where machines come from: lab, hosts, digitalocean or aws"),
  pools: z.array(pool).min(1).optional().describe("machines to make, in a lab or a cloud"),
  hosts: z.array(host).min(1).optional().describe("machines that exist, for source `hosts`"),
  preflight: z
    .strictObject({
      skipChecks: preflightSettings.skipChecks.describe("checks to leave out, by name; see docs/hosts.md"),
      maxClockSkew: preflightSettings.maxClockSkew.describe(
        "seconds that a host's clock may differ from this computer's",
      ),
    })
    .prefault({})
    .describe("what is asked of all machines before any of them is changed"),
  allow: z
    .array(z.enum(permissions))
    .default([])
    .describe(
      "what a run does only where it is asked to: replaceManagers (two or more at once), fewerManagers (fewer than a majority stays), deleteVolumes (storage with its data). `pulumi destroy` asks for none of them",
    ),
  preparation: preparationSettings
    .prefault({})
    .describe("what is done to every machine before Docker comes; see docs/hosts.md"),
  engine: z
    .strictObject({
      source: engineInputs.shape.source.unwrap().optional().describe("docker or distribution"),
      version: engineInputs.shape.version,
      mirror: engineInputs.shape.mirror,
      keyFingerprint: engineInputs.shape.keyFingerprint,
      bundle: engineInputs.shape.bundle,
      daemon: engineInputs.shape.daemon,
      maxUnavailable: engineInputs.shape.maxUnavailable,
      allowDowngrade: engineInputs.shape.allowDowngrade,
    })
    .prefault({})
    .describe("Docker on every machine"),
  addressPools: swarmInputs.shape.addressPools.describe("networks that overlay networks are cut from, in CIDR form"),
  subnetSize: swarmInputs.shape.subnetSize.describe("mask length of each overlay network"),
  swarm: swarmSettings.prefault({}).describe("the swarm as a whole; what is not given stays as Docker has it"),
  encryptedOverlays: z
    .boolean()
    .default(false)
    .describe("overlay networks are encrypted; also found in the stack files (`driver_opts: {encrypted: …}`)"),
  onPremises: z
    .array(z.cidrv4())
    .default([])
    .describe("networks elsewhere that the cluster is to reach, such as at the office: nothing here may overlap them"),
  cloud: cloudSettings.optional().describe("the place in the cloud, for the sources `digitalocean` and `aws`"),
  lab: z
    .strictObject({
      name: dnsLabel.optional().describe("name of the lab; by default the Pulumi stack's"),
      network: z.cidrv4().default("10.77.0.0/24").describe("private network of the machines, a /24"),
      image: machineInputs.shape.image.describe("docker (installed already), bare, or bare-bookworm (Debian 12)"),
    })
    .prefault({})
    .describe("the lab itself"),
  nfs: nfsSettings(z.strictObject(reachable), dnsLabel)
    .optional()
    .describe("shared storage for the stacks, in a lab or on hosts; a cloud has `cloud.nfs`"),
  plugins: z
    .array(plugin)
    .default([])
    .describe("volume and log-driver plugins on every machine, there before the stacks are"),
  preload: z
    .array(z.string().min(1))
    .default([])
    .describe(
      "files of `docker save`, relative to Pulumi.yaml, whose images every node gets over SSH, before the stacks",
    ),
  registries: z
    .array(
      z.strictObject({
        server: registrySchema.shape.server.describe("host of the registry as images name it"),
        username: registrySchema.shape.username.describe("user name"),
        password: registrySchema.shape.password.describe("password or access token; set it with --secret"),
      }),
    )
    .default([])
    .describe("logins with which all nodes pull the stacks' images"),
  ...objectSettings,
  stacks: z.array(stack).default([]).describe("stacks to deploy: names under stacks/, or {name, file, variables}"),
});

/** The configuration as the schema gives it, before the checks that need more than one key or the machine. */
export type Settings = z.output<typeof configSchema>;
export type PoolSettings = Settings["pools"] extends (infer P)[] | undefined ? P : never;
export type HostSettings = Settings["hosts"] extends (infer H)[] | undefined ? H : never;
export type PluginSettings = Settings["plugins"][number];
export type StackSettings = Settings["stacks"][number];
export type NfsSettings = Exclude<Settings["nfs"], undefined>;
