import { z } from "zod";
import { ignorableFields } from "../docker/services/ignored-fields";
import { named, passive, replaces, secret } from "../schema/marks";
import { namedHostSchema, pendingHosts } from "../ssh/schema";
import { inSwarm } from "../swarm/access/schema";

const stackFile = named(
  "StackFile",
  z.object({
    name: z.string().min(1).describe("Name of the file, for messages."),
    text: z.string().min(1).describe("Its text."),
  }),
);

const envFile = named(
  "EnvFile",
  z.object({
    name: z
      .string()
      .min(1)
      .describe("Name of the file, for messages; in `envFiles` its path as the stack file has it."),
    text: secret(z.string()).describe("Lines of NAME=value, as Docker's CLI reads them."),
  }),
);

/** A login to a registry of images. */
export const registrySchema = named(
  "RegistryLogin",
  z.object({
    server: z
      .string()
      .regex(/^[A-Za-z0-9.-]+(:\d{1,5})?$/, "must be a host name, with its port where it has one: no scheme, no path")
      .default("docker.io")
      .describe("Host of the registry as images name it, such as `registry.example.com:5000`."),
    username: z.string().min(1).describe("User name."),
    password: secret(z.string().min(1)).describe("Password or access token."),
  }),
);

/** Inputs of `Stack`: a stack file deployed to a swarm. */
export const stackInputs = z.object({
  ...inSwarm,
  name: replaces(z.string().regex(/^[a-z0-9][a-z0-9_-]*$/)).describe("Name of the stack: prefix of all its objects."),
  file: z.string().min(1).describe("The stack file's text (Compose format)."),
  fileName: z.string().default("stack.yaml").describe("Name of the stack file, for messages."),
  overrides: z
    .array(stackFile)
    .default([])
    .describe("Further stack files, each merged over those before it by the rules of `docker stack deploy`."),
  variables: z.record(z.string(), z.string()).default({}).describe("Values of the variables in the stack file."),
  envFile: envFile.optional().describe("An env file with more variables; `variables` take precedence."),
  envFiles: z
    .array(envFile)
    .default([])
    .describe(
      "The files that services name in `env_file`, but for those with a whole path, which are on the managers.",
    ),
  nodes: z
    .array(namedHostSchema)
    .default([])
    .describe("All nodes: looked at for volumes that are there with other options. None: not looked for."),
  secrets: secret(z.record(z.string(), z.string()).default({})).describe(
    "Contents of the file's secrets, by key, where it names a `file`; those with `environment` are in `variables`.",
  ),
  configs: z
    .record(z.string(), z.string())
    .default({})
    .describe("Contents of the file's configs, by key, where it names a `file`."),
  registries: z
    .array(registrySchema)
    .default([])
    .describe("Logins with which all nodes pull images. None: what the manager itself is logged in to."),
  resolveImage: named("ImageResolution", z.enum(["always", "changed", "never"]))
    .default("always")
    .describe(
      "When a tag is pinned to the digest that it has at its registry: at each change of the stack, when the image's name changed, or never (for registries that managers do not reach).",
    ),
  rollback: z
    .boolean()
    .default(false)
    .describe(
      "Where it becomes true, services return to what they were before their last update, in the place of a deployment. While it is true the file waits.",
    ),
  forceUpdate: z
    .number()
    .int()
    .default(0)
    .describe("Another number starts the tasks of all services anew, as `docker service update --force` does."),
  removeFailed: passive(z.boolean().default(false)).describe("Whether a first deployment that fails is removed again."),
  onFailure: passive(named("FailedDeployment", z.enum(["leave", "rollbackStack"])).default("leave")).describe(
    "What becomes of a deployment that fails: it stays, and the next run repairs it (`leave`), or every service that it changed returns to what it was (`rollbackStack`).",
  ),
  ignore: z
    .array(named("IgnoredField", z.enum(ignorableFields)))
    .default([])
    .describe(
      "Fields of all services that something else owns, such as an autoscaler (`replicas`) or what moves tags (`image`): deployments, refreshes and rollbacks leave them as they are. For one service write the label `pulumi-swarm.ignore: replicas,image` under its `deploy.labels`.",
    ),
  recreateNetworks: passive(z.boolean().default(false)).describe(
    "Whether networks that the files declare otherwise than before are made anew: services leave them and come back, connections over them break. Otherwise such a change is refused, because Docker keeps networks as they are.",
  ),
  pruneVolumes: z
    .boolean()
    .default(false)
    .describe(
      "Whether volumes that left the file are removed on all nodes, and with the stack all of its volumes, WITH THEIR DATA.",
    ),
  files: named("BesideFiles", z.enum(["refuse", "copy"]))
    .default("refuse")
    .describe(
      "What becomes of relative bind mounts, of files and folders beside the stack file: they are refused, because nothing lies there on the nodes, or copied to every node that may run the service (`copy`). Copies are read-only; another content is a rolling update.",
    ),
  folder: passive(z.string().min(1).optional()).describe(
    "Folder of the stack file on the machine that runs Pulumi: where relative mounts begin. For `files: copy`.",
  ),
  timeout: z.number().int().min(1).default(300).describe("Seconds until every service must run."),
});

export const stackOutputs = z.object({
  services: z
    .array(
      named(
        "ServiceStatus",
        z.object({
          name: z.string(),
          image: z.string(),
          mode: z.string().describe("replicated, global, replicated-job or global-job"),
          running: z.number().int(),
          desired: z.number().int(),
        }),
      ),
    )
    .describe("The services as they ran when the stack had converged."),
  publishedPorts: z.array(z.number().int()).describe("Ports published in the routing mesh or on hosts."),
  returned: z
    .record(z.string(), z.string())
    .default({})
    .describe("Where `rollback` returned services to their previous version: service → its image."),
  copied: z
    .record(z.string(), z.string())
    .default({})
    .describe("What `files: copy` put on the nodes: path beside the stack file → hash of its content."),
  pending: pendingHosts,
  forced: z.number().int().default(0).describe("The last `forceUpdate` that was done."),
  // Made of whole definitions, in which passwords may stand.
  marks: secret(z.record(z.string(), z.string())).describe("Fingerprint of each service's definition, to see changes."),
});

export type StackInputs = z.output<typeof stackInputs>;
export type StackOutputs = z.output<typeof stackOutputs>;
