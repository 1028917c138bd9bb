import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { Cluster, LabImages, labMachines, Secret, Stack, shareNfs } from "pulumi-swarm";

const manager = { name: "manager", role: "manager", count: 1, block: 0, labels: {}, availability: "active" } as const;
const { machines, storage } = labMachines({
  name: "dev",
  network: "10.77.0.0/24",
  image: "docker",
  pools: [{ ...manager, cpus: 1, memory: 768 }],
  ports: [8090],
  // A machine beside the swarm.
  nfs: { name: "nfs", address: "10.77.0.50" },
});
const cluster = new Cluster("dev", { machines, engine: { source: "distribution" } });
if (storage?.kind !== "machine") throw new Error("The lab has no machine for NFS");
const nfs = shareNfs({ exports: [{ path: "/srv/data" }] }, storage, machines, cluster.engines);

const { swarmId, managers } = cluster;
const content = new pulumi.Config().requireSecret("password");
const password = new Secret("password", { name: "password", content, swarmId, managers }, cluster.objectOptions);

// The machines reach no registry but the lab's.
const images = new LabImages("images", { images: ["busybox:1.37"] });
const notes = new Stack(
  "notes",
  {
    name: "notes",
    file: readFileSync("../../stacks/notes.yaml", "utf8"),
    variables: { NFS_HOST: nfs.host, SECRET_PASSWORD: password.uniqueName },
    swarmId,
    managers,
  },
  { ...cluster.objectOptions, dependsOn: [...nfs.resources, images] },
);

export const services = notes.services;
