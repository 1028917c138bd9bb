import type { ErrorEntries } from "./entry";

export const toolErrors = {
  APT_INSTALL: {
    meaning: "`apt-get install` failed on this computer.",
    action: "Check its apt sources and network, then run the same command again.",
  },
  BENCH: {
    meaning: "A program that was measured failed, or did not do what it is measured for.",
    action: "Read its output, correct what it says, then run `npm run bench` again.",
  },
  BENCH_HOSTS: {
    meaning: "`npm run bench -- peers` cannot measure on the machines that `--hosts` names.",
    action: "Correct the file, or give machines that are in no swarm and all alike, as the error says.",
  },
  BENCH_RESTORE: {
    meaning: "What a measured run made on a machine of `--hosts` could not be taken away again.",
    action: "Correct what the cause says, then run `npm run bench -- peers --clean --hosts <file>`.",
  },
  CANNOT_START: {
    meaning: "A program could not be started.",
    action: "Install it, or put it on PATH.",
  },
  ENGINE_BUILD: {
    meaning:
      "A part of Pulumi (the engine, a language host, the generators of the SDKs) could not be built from Go modules.",
    action:
      "Correct what the cause says (Go's version, access to a module proxy). The engine and the language hosts are not built " +
      "where the Pulumi CLI is installed.",
  },
  ENGINE_DOWNLOAD: {
    meaning: "The Pulumi engine could not be downloaded. It is built from source where Go is installed.",
    action: "Allow access to https://get.pulumi.com, or install the Pulumi CLI yourself.",
  },
  IMPORTS_UNREADABLE: {
    meaning: "dependency-cruiser could not read the imports of the sources.",
    action: "Correct what the cause says, usually a source that does not compile, then run the command again.",
  },
  NO_DPKG: {
    meaning: "System packages are needed, and this computer does not run Debian or Ubuntu.",
    action: "Use Debian or Ubuntu, or install the counterparts of the listed packages.",
  },
  NO_ENGINE: {
    meaning: "No Pulumi engine was found, and none could be downloaded or built.",
    action: "Install the Pulumi CLI, or give this computer access to https://get.pulumi.com or to a Go module proxy.",
  },
  NO_LAYER: {
    meaning: "A folder with sources belongs to no layer.",
    action: "Give it a layer in the rules of `tools/architecture`.",
  },
  NO_PICTURE: {
    meaning: "`contributing/architecture.md` has no place for the picture of the layers.",
    action: "Restore the page's markers, then run `npm run docs:architecture`.",
  },
  PACKAGES_MISSING: {
    meaning: "System packages are missing, and only root can install them.",
    action: "Run the command that the error shows, then the same command again.",
  },
  PICTURE_STALE: {
    meaning: "The picture in `contributing/architecture.md` does not match the imports.",
    action: "Run `npm run docs:architecture` and commit the page.",
  },
  PLAIN_RUN_MISSING: {
    meaning: "`npm test -- rest` found no result of `npm test` to add its own to.",
    action: "Run `npm test` first, or `npm test -- all` for both.",
  },
  PULUMI: {
    meaning: "The Pulumi CLI ended with an error. The cause is the end of its output.",
    action: "Correct what the output says, then run the same command again.",
  },
  PULUMI_CREDENTIALS: {
    meaning: "Pulumi's file of credentials cannot be read.",
    action: "Repair or remove the file, or log in again with `pulumi login`.",
  },
  RELEASE_BUILD: {
    meaning: "A program that makes a part of a release failed. The cause is the end of its output.",
    action: "Correct what the output says, then run `npm run release:build` again.",
  },
  RELEASE_SOURCE: {
    meaning: "The checkout is no version that can be released.",
    action: "Do what the lines of the error say, or build with `--dry-run` for a test.",
  },
  SCHEMA_SERVED: {
    meaning: "The running plugin serves another schema than `plugin/schema.json`.",
    action: "Look at `getSchema` in `provisioners/provider`.",
  },
  SCHEMA_STALE: {
    meaning: "`plugin/schema.json` does not match the resources' schemas.",
    action: "Run `npm run schema` and commit the file.",
  },
  SCHEMA_UNREADABLE: {
    meaning: "The Pulumi engine cannot read the plugin's schema.",
    action: "Read the cause, correct the resource's `schema.ts`, then run `npm run schema`.",
  },
  STACK_BUSY: {
    meaning: "Another run of Pulumi works on the same stack.",
    action: "Wait for it or stop it. If it is gone for certain, run `npm run pulumi -- cancel --stack <name>`.",
  },
  SYSTEMCTL: {
    meaning: "`systemctl` failed on this computer.",
    action: "Correct what the cause says, then run the same command again.",
  },
  SDKS: {
    meaning: "The SDKs could not be generated from the package schema.",
    action:
      "Correct what the cause says, usually in a resource's `schema.ts`, then run `npm run schema` and `npm run sdks`.",
  },
  UNKNOWN_SUITE: {
    meaning: "`npm test` was given the name of a suite that does not exist.",
    action: "Use one of the names that the error lists.",
  },
} as const satisfies ErrorEntries;
