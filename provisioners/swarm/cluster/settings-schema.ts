import { z } from "zod";
import { named, secret } from "../../schema/marks";

const trigger = (what: string) =>
  z.string().min(1).optional().describe(`Any text, such as a date: when it changes, ${what}.`);

/** Settings that Docker keeps in the swarm's specification. */
export const specSettings = {
  taskHistoryLimit: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe("Ended tasks that are kept per slot of a service. Docker's default: 5."),
  dispatcherHeartbeat: z
    .number()
    .int()
    .min(1)
    .max(600)
    .optional()
    .describe("Seconds between two reports of a node; it is down after three are missed. Docker's default: 5."),
  snapshotInterval: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe("Raft log entries between two snapshots. Docker's default: 10000."),
  keepOldSnapshots: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe("Raft snapshots that are kept beside the newest. Docker's default: 0."),
  logEntriesForSlowFollowers: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe("Raft log entries that are kept for slow managers after a snapshot. Docker's default: 500."),
  certificateExpiry: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe("Hours that a node's certificate is valid; it is renewed well before. Docker's default: 2160 (90 days)."),
  autolock: z
    .boolean()
    .optional()
    .describe(
      "A manager that restarts is locked until it gets the unlock key, which is an output. Docker's default: off.",
    ),
};

export const joinTokenRotation = named(
  "JoinTokenRotation",
  z.object({
    manager: trigger("the managers' join token is replaced"),
    worker: trigger("the workers' join token is replaced"),
  }),
)
  .optional()
  .describe("Rotation of the join tokens; members stay members.");

export const unlockKeyRotation = trigger("the unlock key is replaced").describe(
  "Any text, such as a date: when it changes, the unlock key is replaced. Every manager must be reachable then.",
);

export const externalCa = named(
  "ExternalCertificateAuthority",
  z.object({
    url: z.url({ protocol: /^https$/ }).describe("Where it signs, such as https://ca.example:8443/api/v1/cfssl/sign."),
    certificate: z
      .string()
      .min(1)
      .optional()
      .describe(
        "Root certificate (PEM) that it signs with; Docker uses it only while that is the swarm's. Default: the swarm's.",
      ),
    options: z.record(z.string(), z.string()).optional().describe("Options of the protocol, as Docker keeps them."),
  }),
);

export const ca = named(
  "CertificateAuthority",
  z.object({
    rotation: trigger("Docker makes a new root certificate and every node gets a new certificate"),
    certificate: z
      .string()
      .min(1)
      .optional()
      .describe("Root certificate (PEM) to use instead of one that Docker makes."),
    key: secret(z.string().min(1)).optional().describe("Private key of `certificate` (PEM, without a passphrase)."),
    external: z
      .array(externalCa)
      .optional()
      .describe("External CAs (protocol cfssl) that sign instead of the managers; the first that answers does."),
  }),
)
  .optional()
  .describe("The swarm's certificate authority.");

export const restore = named(
  "Restore",
  z.object({
    archive: z
      .string()
      .min(1)
      .describe("Path of a backup that `pulumi-swarm backup` wrote, on the computer that runs Pulumi."),
    identity: secret(z.string().min(1))
      .optional()
      .describe("An identity of age (`AGE-SECRET-KEY-1…`), or the text of a file of `age-keygen`, that opens it."),
    passphrase: secret(z.string().min(1)).optional().describe("The passphrase that opens it."),
  }),
)
  .optional()
  .describe(
    "A backup that the swarm is made from, where its managers are in no swarm: the same services, networks, secrets and " +
      "configs, with the same IDs. Nothing is done to a swarm that is there, nor where this is taken out again.",
  );

export type SpecSettings = { [K in keyof typeof specSettings]?: z.output<(typeof specSettings)[K]> };
