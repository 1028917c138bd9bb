import type { CustomResourceOptions } from "@pulumi/pulumi";
import { withPackage } from "../cloud/package";
import type { CloudArgs, CloudProvider } from "../cloud/provider";
import { cloudSource } from "../cloud/source";
import type { MachineSet } from "../machine";
import { checkDigitalOcean, checkTraffic, longestMask } from "./checks";
import type { DigitalOceanPlace } from "./place";
import { prices } from "./prices";
import { digitalOceanDefaults, digitalOceanKeys } from "./schema";

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
  component: { name: "DigitalOceanCluster", description: "A Docker Swarm on droplets, with all that runs in it." },
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
  offers: async (sizes, _region, options) => {
    const { offers } = withPackage(npmPackage, () => require("./offers") as typeof import("./offers"));
    return offers(sizes, options);
  },
  keptVolumes: async (place, options) => {
    const { keptVolumes } = withPackage(npmPackage, () => require("./kept-volumes") as typeof import("./kept-volumes"));
    return keptVolumes(place, options);
  },
  credentials: {
    refused: /\b401\b|unable to authenticate|unauthorized|credentials are required|token is required/i,
    variables: ["DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"],
    keys: ["digitalocean:token"],
    fix: "`pulumi config set --secret digitalocean:token <token>`, or set DIGITALOCEAN_TOKEN; a token is made under API in the control panel",
  },
  provider: (_place, options) =>
    withPackage(npmPackage, () => require("./provider") as typeof import("./provider")).makeProvider(options),
  machines: digitalOceanMachines,
};

export const digitalOcean = cloudSource(digitalOceanProvider);
