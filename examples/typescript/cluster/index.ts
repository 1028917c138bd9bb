import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Cluster, hostMachines, KeyPair, LabImages, Machine, Secret, Stack } from "pulumi-swarm";

// A virtual machine on this computer. Any provider's server will do, see ../server.
const login = new KeyPair("login", {});
const server = new Machine("server", {
  lab: "dev",
  name: "manager-1",
  address: "10.77.0.11",
  authorizedKey: login.publicKey,
  ports: [8080],
});

const { host, port, hostKey } = server;
const connection = { host, port, hostKey, privateKey: login.privateKey };
const machines = hostMachines([
  // What is on the machine goes with it.
  { name: "manager-1", role: "manager", address: server.address, connection, resource: server },
]);
// The image of the lab's machines has Docker.
const cluster = new Cluster("production", { machines, engine: { source: "distribution" } });

const { swarmId, managers, hosts: nodes } = cluster;
const inSwarm = { swarmId, managers };
const content = pulumi.secret("hello");
const greeting = new Secret("greeting", { name: "greeting", content, ...inSwarm }, cluster.objectOptions);
// The machine reaches no registry but the lab's. On servers of a provider, leave this out.
const images = new LabImages("images", { images: ["busybox:1.37"] });
const web = new Stack(
  "web",
  {
    name: "web",
    file: readFileSync("../../stacks/greeting.yaml", "utf8"),
    // A secret's name in the swarm changes with its content, so that the service gets the new one.
    variables: { GREETING: greeting.uniqueName },
    nodes,
    ...inSwarm,
  },
  { ...cluster.objectOptions, dependsOn: images },
);

export const nodeIds = cluster.nodes.map(({ nodeId }) => nodeId);
export const services = web.services;
