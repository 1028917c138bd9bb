import * as pulumi from "@pulumi/pulumi";
import { nodeRows, usualDataPathPort } from "../../provisioners/host/ports";
import { Host, type HostArgs } from "../resources";
import type { ClusterMachine } from "../sources/machine";

/** What is done to the machines of a cluster before Docker comes. Whatever is switched off again is taken away again. */
export interface Preparation {
  /** Give each machine its name as host name. Default: machines that we made. */
  hostname?: boolean;
  /** Name all machines in a block of /etc/hosts. Default: true. */
  hostsFile?: boolean;
  /** Keep chrony or systemd-timesyncd on, whichever is installed. Default: true. */
  timeSync?: boolean;
  /** Kernel modules and settings that overlay networks need. Default: true. */
  kernel?: boolean;
  /** Let the nodes through the firewall that is active on a machine, to the ports of a swarm. Default: true. */
  firewall?: boolean;
  /** Networks that may reach published ports, in CIDR form, beside the nodes. Default: everybody. */
  publishedFrom?: string[];
  /** Keep containers from the metadata service of clouds. Default: on machines that we made. */
  closeMetadata?: boolean;
  /** Overlay networks are encrypted: nodes need IP protocol 50 (ESP) of each other. Default: false. */
  encryptedOverlays?: boolean;
  /** UDP port of overlay networks between nodes. Default: that of the cluster's swarm, or 4789. */
  dataPathPort?: pulumi.Input<number>;
}

/** A machine made ready for Docker, and for what the others of its cluster want of it. */
export function prepareHost(
  name: string,
  machine: ClusterMachine,
  machines: readonly ClusterMachine[],
  preparation: Preparation & Pick<HostArgs, "prune"> = {},
  options: pulumi.CustomResourceOptions = {},
): Host {
  const { hostsFile = true, firewall = true, timeSync, kernel, publishedFrom } = preparation;
  const isOurs = machine.resource !== undefined;
  const others = machines.filter((each) => each !== machine);
  const nodes = machines.map(({ address }) => pulumi.interpolate`${address}/32`);
  return new Host(
    name,
    {
      name: machine.name,
      connection: machine.connection,
      hostname: setsHostnameOf(machine, preparation) ? machine.name : undefined,
      peers: hostsFile ? machines.map(({ name, address }) => ({ name, address })) : [],
      timeSync,
      kernel,
      allow: firewall ? allowed(machine, others, preparation) : undefined,
      publishedFrom: publishedFrom && [...publishedFrom, ...nodes],
      rootDisk: machine.rootDisk,
      closeMetadata: preparation.closeMetadata ?? isOurs,
      prune: preparation.prune,
    },
    options,
  );
}

/** True where a machine gets its name as host name. */
export function setsHostnameOf({ resource }: ClusterMachine, { hostname }: Preparation = {}): boolean {
  return hostname ?? resource !== undefined;
}

/** What nodes need of a node, by the port table. */
function allowed(
  { role }: ClusterMachine,
  others: readonly ClusterMachine[],
  { encryptedOverlays = false, dataPathPort = usualDataPathPort }: Preparation,
): HostArgs["allow"] {
  const rows = nodeRows(role, dataPathPort).filter((row) => encryptedOverlays || !row.encryptedOnly);
  const addresses = others.map(({ address }) => address);
  const dataPaths = others.map(({ address, dataPathAddress }) => dataPathAddress ?? address);
  return rows.map(({ protocol, port, onDataPath }) => ({ protocol, port, from: onDataPath ? dataPaths : addresses }));
}
