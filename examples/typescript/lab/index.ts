import { readFileSync } from "node:fs";
import { Cluster, LabImages, labMachines, Stack } from "pulumi-swarm";

const { machines } = labMachines({
  name: "dev",
  network: "10.77.0.0/24",
  image: "docker",
  pools: [
    {
      name: "manager",
      role: "manager",
      count: 3,
      block: 0,
      cpus: 1,
      memory: 768,
      labels: {},
      availability: "active",
    },
  ],
  ports: [8080],
});

// Machines of a lab have Docker already, and the distribution's packages.
const cluster = new Cluster("dev", { machines, engine: { source: "distribution" } });

// They reach no registry but the lab's.
const images = new LabImages("images", { images: ["busybox:1.37"] });
const web = new Stack(
  "web",
  {
    name: "web",
    file: readFileSync("web.yaml", "utf8"),
    swarmId: cluster.swarmId,
    managers: cluster.managers,
  },
  { ...cluster.objectOptions, dependsOn: images },
);

export const services = web.services;
