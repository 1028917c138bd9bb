import type { CustomResourceOptions } from "@pulumi/pulumi";
import type { MachineSet } from "../machine";
import type { Offer } from "./offers";
import type { Cloud, CloudPlace, CloudPool } from "./place";
import type { OpenPort } from "./ports";

/** Machines in a cloud, as {@link digitalOceanMachines} and {@link awsMachines} take them. */
export interface CloudArgs {
  pools: readonly CloudPool[];
  place: CloudPlace;
  /** Ports that stacks publish. */
  ports: readonly OpenPort[];
}

// Each cloud's package is read only where it is used: AWS's takes as long as a third of all the others together.

/** Droplets in a VPC behind firewalls, with whatever else the place asks for. */
export function digitalOceanMachines(args: CloudArgs, options?: CustomResourceOptions): MachineSet {
  const cloud = require("../digitalocean/machines") as typeof import("../digitalocean/machines");
  return cloud.machines(args, options);
}

/** EC2 instances in a VPC behind security groups, with whatever else the place asks for. */
export function awsMachines(args: CloudArgs, options?: CustomResourceOptions): MachineSet {
  const cloud = require("../aws/machines") as typeof import("../aws/machines");
  return cloud.machines(args, options);
}

/** What a cloud offers of these sizes now, in a region. */
export function cloudOffers(source: Cloud, sizes: string[], region: string): Promise<Offer[]> {
  const { offers } =
    source === "aws"
      ? (require("../aws/offers") as typeof import("../aws/offers"))
      : (require("../digitalocean/offers") as typeof import("../digitalocean/offers"));
  return offers(sizes, region);
}
