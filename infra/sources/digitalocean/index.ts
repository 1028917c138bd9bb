import type { CustomResourceOptions } from "@pulumi/pulumi";
import { withPackage } from "../cloud/package";
import type { CloudArgs, CloudProvider } from "../cloud/provider";
import { cloudSource } from "../cloud/source";
import type { MachineSet } from "../machine";
import { checkDigitalOcean, checkTraffic, longestMask } from "./checks";
import { prices } from "./prices";
import { type DigitalOceanPlace, digitalOceanDefaults, digitalOceanKeys } from "./schema";

const npmPackage = "@pulumi/digitalocean";

/** Droplets in a VPC behind firewalls, with whatever else the place asks for. */
export function digitalOceanMachines(args: CloudArgs<DigitalOceanPlace>, options?: CustomResourceOptions): MachineSet {
  const { machines } = withPackage(npmPackage, () => require("./machines") as typeof import("./machines"));
  return machines(args, options);
}

/** DigitalOcean. */
export const digitalOceanProvider: CloudProvider<DigitalOceanPlace> = {
  name: "digitalocean",
  title: "DigitalOcean",
  keys: digitalOceanKeys,
  texts: {
    region: "fra1",
    size: digitalOceanDefaults.size,
    image: "an image such as ubuntu-24-04-x64 (the default)",
    user: "`swarm`",
  },
  defaults: digitalOceanDefaults,
  // `project` comes with the settings.
  place: (place) => place,
  pool: (pool) => pool,
  networkMasks: () => [16, longestMask],
  check: checkDigitalOcean,
  checkTraffic,
  prices,
  // The list leaves a size out while there is no room for it; machines that have it go on.
  refusesMissingSizes: false,
  offers: async (sizes) => {
    const { offers } = withPackage(npmPackage, () => require("./offers") as typeof import("./offers"));
    return offers(sizes);
  },
  keptVolumes: async (place) => {
    const { keptVolumes } = withPackage(npmPackage, () => require("./kept-volumes") as typeof import("./kept-volumes"));
    return keptVolumes(place);
  },
  machines: digitalOceanMachines,
};

export const digitalOcean = cloudSource(digitalOceanProvider);
