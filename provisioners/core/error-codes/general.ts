import type { ErrorEntries } from "./entry";

export const generalErrors = {
  CANCELLED: {
    meaning: "The run was interrupted, so the operation stopped where it was.",
    action: "Run `pulumi up` again. It continues from what is there.",
  },
  CHANGE_REFUSED: {
    meaning:
      "The change would end the swarm, lose its quorum or delete data. It is refused in the preview; nothing was touched.",
    action:
      "Read the reason beside each property. If you want the change, allow it as the reason says; `swarm:allow` is described in [swarm.md](swarm.md#replacing-managers).",
  },
  CLOUD_CREDENTIALS: {
    meaning: "The cloud does not know who asks: there are no credentials, or they are wrong or expired.",
    action:
      "The cause lists where they were looked for. Set them with the command that the error names, then run again.",
  },
  CLOUD_PACKAGE_MISSING: {
    meaning:
      "The configuration takes machines from a cloud whose npm package is not installed. These packages are optional.",
    action: "Install the package with the command that the error names, then run again.",
  },
  CONFIG_INVALID: {
    meaning:
      "The stack configuration has problems. All of them are listed, each with its key. Nothing was made or changed.",
    action:
      "Correct `Pulumi.<stack>.yaml`, or use `pulumi config set --path`. [configuration.md](configuration.md) lists every key.",
  },
  DEADLINE: {
    meaning: "The host or the swarm did not reach the expected state in time. The cause is what was seen last.",
    action: "Look at the load, disk and network of the host that the error names, then run again.",
  },
  MACHINE_INVALID: {
    meaning:
      "A machine that the program hands to `hostMachines` has a host key or a private key that cannot be used. It was checked as soon as it was known.",
    action: "Correct the argument that the error names.",
  },
} as const satisfies ErrorEntries;

export const providerErrors = {
  NO_IMPORT: {
    meaning: "The resource type cannot be read by its ID alone, so `pulumi import` does not work for it.",
    action: "Declare the resource in the program and run `pulumi up`. It adopts what exists.",
  },
  NO_UPDATE: {
    meaning: "Pulumi asked for an update of a resource that can only be replaced.",
    action: "Run `pulumi refresh`, then `pulumi up`. If the error stays, report it as a bug.",
  },
  SECRET_ID: {
    meaning: "The ID of a resource would contain a secret, and IDs are not encrypted in the state.",
    action: "Use a name that contains no secret. Otherwise report it as a bug.",
  },
  UNKNOWN_RESOURCE: {
    meaning: "The program declares a resource type that this version of the plugin does not have.",
    action: "Use the same version of pulumi-swarm for the program and for the plugin.",
  },
} as const satisfies ErrorEntries;
