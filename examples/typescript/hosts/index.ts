import { readFileSync } from "node:fs";
import { Cluster, Stack } from "pulumi-swarm";
import { machines } from "./machines";

const cluster = new Cluster("production", { machines, engine: { version: "29.0.1" } });

const file = readFileSync("web.yaml", "utf8");
const { swarmId, managers } = cluster;
const web = new Stack("web", { name: "web", file, swarmId, managers }, cluster.objectOptions);

export const services = web.services;
export const joinTokens = cluster.joinTokens;
