import { dockerErrors, engineErrors } from "./engine";
import type { ErrorEntry } from "./entry";
import { generalErrors, providerErrors } from "./general";
import { hostErrors } from "./host";
import { labErrors } from "./lab";
import { nfsErrors } from "./nfs";
import { operationErrors } from "./operations";
import { sshErrors } from "./ssh";
import { swarmErrors } from "./swarm";
import { toolErrors } from "./tools";
import { objectErrors, stackErrors } from "./workloads";

/** Every code with its entry: the source of the type `ErrorCode` and of `docs/errors.md`. */
const entries = {
  ...generalErrors,
  ...sshErrors,
  ...hostErrors,
  ...engineErrors,
  ...dockerErrors,
  ...swarmErrors,
  ...stackErrors,
  ...objectErrors,
  ...nfsErrors,
  ...providerErrors,
  ...labErrors,
  ...operationErrors,
  ...toolErrors,
};

type Name = keyof typeof entries;

/** A code of `SwarmError`. `DOCKER_<status>` holds the HTTP status of Docker's answer. */
export type ErrorCode = Exclude<Name, "DOCKER_<status>"> | `DOCKER_${number}`;

export interface ErrorArea {
  title: string;
  entries: Readonly<Record<string, ErrorEntry>>;
}

/** The codes by what they concern, in the order of `docs/errors.md`. */
export const errorAreas: readonly ErrorArea[] = [
  { title: "Configuration and runs", entries: generalErrors },
  { title: "SSH", entries: sshErrors },
  { title: "Hosts", entries: hostErrors },
  { title: "Docker on a host", entries: engineErrors },
  { title: "Docker's API", entries: dockerErrors },
  { title: "The swarm", entries: swarmErrors },
  { title: "Stacks", entries: stackErrors },
  { title: "Networks, secrets, configs, images and plugins", entries: objectErrors },
  { title: "NFS", entries: nfsErrors },
  { title: "The provider plugin", entries: providerErrors },
  { title: "The lab", entries: labErrors },
  { title: "The operator's command line", entries: operationErrors },
  { title: "The project's own commands", entries: toolErrors },
];
