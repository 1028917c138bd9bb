import * as pulumi from "@pulumi/pulumi";
import { hostMachines } from "pulumi-swarm";

const config = new pulumi.Config();

// One host that exists. A cluster that survives the loss of a manager has three.
export const machines = hostMachines([
  {
    name: "manager-1",
    role: "manager",
    address: "10.20.0.11",
    connection: {
      host: "203.0.113.11",
      privateKey: config.requireSecret("privateKey"),
      hostKey: config.require("hostKey"),
    },
  },
]);
