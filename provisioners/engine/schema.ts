import { z } from "zod";
import { named, passive } from "../schema/marks";
import { connectionSchema } from "../ssh/schema";
import { managerSchema } from "../swarm/access/schema";

/** Inputs of `Engine`: Docker on one host. */
export const engineInputs = z.object({
  name: z.string().min(1).describe("Name of the host, for messages."),
  connection: connectionSchema.describe("How to reach the host."),
  source: named("EngineSource", z.enum(["docker", "distribution"]))
    .default("docker")
    .describe("Where Docker comes from: Docker's own package repository, or the distribution's package."),
  mirror: z
    .url()
    .optional()
    .describe("Base address of a mirror of Docker's repository, instead of https://download.docker.com."),
  keyFingerprint: z
    .string()
    .regex(/^[0-9A-F]{40}$/, "must be 40 hexadecimal digits in capitals")
    .optional()
    .describe(
      "Fingerprint of the key that signs the packages, for a mirror that signs them anew; by default Docker's.",
    ),
  bundle: passive(z.string().min(1).optional()).describe(
    "Folder of this machine with the .deb or .rpm files of Docker and all it needs, installed instead of a repository's.",
  ),
  version: z
    .string()
    .optional()
    .describe("Version to pin, such as `29.0.1`; without it the newest at installation, then left as it is."),
  daemon: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("Keys of daemon.json: set over what is there; other keys stay."),
  mtu: z
    .number()
    .int()
    .min(576)
    .default(1500)
    .describe(
      "Largest packet in bytes that every node of the swarm can send to every other. Below 1500, overlay networks are made to fit (Docker 24 or newer).",
    ),
  drainVia: passive(z.array(managerSchema).max(7).default([])).describe(
    "All managers of the swarm that the host is a node of. Before its Docker goes down for a change its tasks are moved away, and the swarm's hosts go one after the other.",
  ),
  maxUnavailable: passive(z.number().int().min(1).default(1)).describe(
    "How many workers may be out of service at the same time. Managers always go one at a time.",
  ),
  allowDowngrade: passive(z.boolean().default(false)).describe(
    "Put an older `version` in the place of a newer one. Docker does not support that: its data may be unreadable for it.",
  ),
});

export const engineOutputs = z.object({
  installedVersion: z.string().describe("Version of the running Docker Engine."),
  os: z.string().describe("Operating system, such as `Debian GNU/Linux 13 (trixie)`."),
  arch: z.string().describe("Architecture as Docker names it, such as `x86_64`."),
  dockerWasThere: z.boolean().describe("True where Docker was installed before; then deleting leaves it."),
  bundleHash: z.string().optional().describe("What was installed from `bundle`."),
});
