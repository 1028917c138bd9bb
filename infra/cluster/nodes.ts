import * as pulumi from "@pulumi/pulumi";
import { knownName } from "../../provisioners/ssh/keys/known-hosts";
import type { ManagerArgs } from "../resources/types";
import type { ConnectionOutputs } from "../sources/connection";
import type { ClusterMachine } from "../sources/machine";
import { bracketed } from "../urls";
import type { ClusterNode, DockerEndpoint } from "./types";

/** A manager or worker with its connection, as resources take it. */
export interface ClusterHost extends ManagerArgs {
  name: string;
  address: pulumi.Output<string>;
  connection: ConnectionOutputs;
  listenAddress?: pulumi.Output<string>;
  dataPathAddress?: pulumi.Output<string>;
}

/** A machine of a cluster, whose connection has its defaults. */
export interface ConnectedMachine extends ClusterMachine {
  connection: ConnectionOutputs;
}

export function hostOf({ name, address, connection, listenAddress, dataPathAddress }: ConnectedMachine): ClusterHost {
  return {
    name,
    address: pulumi.output(address),
    connection,
    ...(listenAddress !== undefined && { listenAddress: pulumi.output(listenAddress) }),
    ...(dataPathAddress !== undefined && { dataPathAddress: pulumi.output(dataPathAddress) }),
  };
}

export function nodeOf(
  { name, role, address, availability, connection }: ConnectedMachine,
  nodeId: pulumi.Output<string>,
): ClusterNode {
  return { name, role, address: pulumi.output(address), availability, nodeId, docker: dockerEndpoint(connection) };
}

/** Of several keys, each has a line; a fingerprint has none, for it is not a key. */
export function dockerEndpoint({ host, port, user, hostKey }: ConnectionOutputs): DockerEndpoint {
  return {
    host: pulumi.all([host, port, user]).apply(([at, on, who]) => {
      return `ssh://${encodeURIComponent(who)}@${bracketed(at)}${on === 22 ? "" : `:${on}`}`;
    }),
    knownHosts: pulumi.all([host, port, hostKey]).apply(([at, on, keys]) => {
      const lines = keys.split("\n").map((key) => key.trim());
      const known = lines.filter((key) => key !== "" && !key.startsWith("SHA256:"));
      return known.map((key) => `${knownName(at, on)} ${key}`).join("\n");
    }),
  };
}
