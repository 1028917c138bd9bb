import * as digitalocean from "@pulumi/digitalocean";
import type { InvokeOptions } from "@pulumi/pulumi";
import { messageOf } from "../../../provisioners/core/errors";
import { nameOf } from "./names";
import type { DigitalOceanPlace } from "./place";

/** The volume with the name of the cluster's, where no droplet has it. */
export async function keptVolumes({ name, region }: DigitalOceanPlace, options?: InvokeOptions): Promise<string[]> {
  try {
    const { id, dropletIds } = await digitalocean.getVolume({ name: nameOf("volume", name, "nfs"), region }, options);
    return dropletIds.length === 0 ? [id] : [];
  } catch (error) {
    // There is no other way to ask for volumes by name.
    if (/no volumes found/.test(messageOf(error))) return [];
    throw error;
  }
}
