import { Cluster, hostMachines } from "pulumi-swarm";
import { hostKey, login, server } from "./server";

const connection = { host: server.ipv4Address, hostKey: hostKey.publicKey, privateKey: login.privateKey };
const machines = hostMachines([
  { name: "manager-1", role: "manager", address: server.ipv4AddressPrivate, connection, resource: server },
]);
const cluster = new Cluster("production", { machines });

export const nodeIds = cluster.nodes.map(({ nodeId }) => nodeId);
export const { host: dockerHost, knownHosts } = cluster.docker;
