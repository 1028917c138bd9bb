import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Cluster, hostMachines, Stack } from "pulumi-swarm";

const config = new pulumi.Config();

// Any source of machines will do; here it is one host that exists.
const machines = hostMachines([
  {
    name: "manager-1",
    role: "manager",
    address: "10.20.0.11",
    labels: {},
    availability: "active",
    connection: {
      host: "203.0.113.11",
      port: 22,
      user: "root",
      privateKey: config.require("privateKey"),
      hostKey: config.require("hostKey"),
    },
  },
]);

const cluster = new Cluster("production", { machines, engine: { version: "29.0.1" } });

const web = new Stack(
  "web",
  {
    name: "web",
    file: readFileSync("web.yaml", "utf8"),
    swarmId: cluster.swarmId,
    managers: cluster.managers,
  },
  cluster.objectOptions,
);

export const services = web.services;
export const joinTokens = cluster.joinTokens;
