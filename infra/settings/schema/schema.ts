import { z } from "zod";
import { engineInputs } from "../../../provisioners/engine/schema";
import { permissions, preflightSettings } from "../../../provisioners/host/preflight/schema";
import { prunePolicy } from "../../../provisioners/host/prepare/prune/schema";
import { pluginInputs } from "../../../provisioners/objects/plugin-schema";
import { named } from "../../../provisioners/schema/marks";
import { registrySchema, stackInputs } from "../../../provisioners/stack/schema";
import { swarmInputs } from "../../../provisioners/swarm/cluster/schema";
import type { CloudNfsSettings, CloudSettings, NfsSettings, PoolSettings, Settings } from "../types";
import { cloudSettings, machineSize } from "./cloud";
import { dnsLabel } from "./dns-label";
import { machineFields, texts } from "./fields";
import { nfsSettings } from "./nfs";
import { objectSettings } from "./objects";
import { preparationSettings } from "./preparation";
import { cloudsOf, keysFor } from "./source-keys";
import type { SourceKeys, SourceSchema } from "./source-schema";
import { swarmSettings } from "./swarm";

const { role, labels, availability } = machineFields;

/** Longest pool name: `-<number>` follows it in a DNS label of 63. */
const poolNameLength = 58;

function poolSettings(sources: readonly SourceSchema[]) {
  const size = machineSize(cloudsOf(sources)).optional();
  return z.strictObject({
    name: dnsLabel.max(poolNameLength).describe("name of the pool; its machines are <name>-1, <name>-2, …"),
    role,
    count: z.number().int().min(0).max(1000).describe("how many machines"),
    size: size.describe(
      "cloud: size of each machine in the cloud's own words; by default `cloud.size`. Another size is another machine",
    ),
    ...keysFor(sources, "pool"),
    labels,
    availability,
  });
}

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
    onFailure: stackInputs.shape.onFailure.describe(
      "leave: a deployment that fails stays, and the next run repairs it; rollbackStack: every service that it changed returns to what it was",
    ),
    ignore: stackInputs.shape.ignore.describe(
      "fields of its services that something else owns, `replicas` or `image`: they are left as they are",
    ),
    recreateNetworks: stackInputs.shape.recreateNetworks.describe(
      "whether networks that the file declares otherwise than before are made anew; otherwise such a change is refused",
    ),
    pruneVolumes: stackInputs.shape.pruneVolumes.describe(
      "whether volumes that left the file are removed, and with the stack all of its volumes, with their data",
    ),
    files: stackInputs.shape.files.describe(
      "relative bind mounts, of what lies beside the stack file: `refuse` them, or `copy` the files and folders to the nodes, read-only",
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

/** The stack configuration, namespace `swarm`: the one place that says what it may hold, with what the sources add to it. */
export function configSchema(sources: readonly SourceSchema[]) {
  const names = sources.map(({ name }) => name);
  return z.strictObject({
    source: z
      .enum(names)
      .default(names[0] ?? "")
      .describe(`where machines come from: ${names.slice(0, -1).join(", ")} or ${names.at(-1)}`),
    pools: z.array(poolSettings(sources)).min(1).optional().describe("machines to make, in a lab or a cloud"),
    ...keysFor(sources, "top"),
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
      .array(named("Permission", z.enum(permissions)))
      .default([])
      .describe(
        "what a run does only where it is asked to: replaceManagers (two or more at once), fewerManagers (fewer than a majority stays), deleteVolumes (storage with its data), replaceLoadBalancer (clients reach the new one under another name). `pulumi destroy` asks for none of them",
      ),
    preparation: preparationSettings
      .prefault({})
      .describe("what is done to every machine before Docker comes; see docs/hosts.md"),
    prune: z
      .strictObject(prunePolicy.shape)
      .optional()
      .describe(
        "a timer on every machine that removes what Docker no longer uses, except what a rollback needs; see docs/operations.md",
      ),
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
      .describe(
        "networks elsewhere that the cluster is to reach, such as at the office: nothing here may overlap them",
      ),
    cloud: cloudSettings(cloudsOf(sources))
      .optional()
      .describe(
        `the place in the cloud, for the sources ${cloudsOf(sources)
          .map(({ name }) => `\`${name}\``)
          .join(" and ")}`,
      ),
    nfs: nfsSettings(sources)
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
}

export type ConfigSchema = ReturnType<typeof configSchema>;

type Added<Shape> = Shape extends z.ZodRawShape ? z.output<z.ZodObject<Shape>> : unknown;

/** The settings with the keys that one source adds to them. */
export type SettingsWith<K extends SourceKeys> = Omit<Settings, "pools" | "nfs" | "cloud"> &
  Added<K["top"]> & {
    pools?: (PoolSettings & Added<K["pool"]>)[];
    nfs?: NfsSettings & Added<K["nfs"]>;
    cloud?: CloudSettings & Added<K["cloud"]> & { nfs?: CloudNfsSettings & Added<K["cloudNfs"]> };
  };
