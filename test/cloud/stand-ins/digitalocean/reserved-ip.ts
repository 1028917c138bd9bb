import type * as digitalocean from "@pulumi/digitalocean";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces, stable } from "../../../../provisioners/schema/marks";
import { publicAddress } from "../data-centre";
import type { Fields } from "../shape";
import type { Cloud } from "./cloud";
import { checkRegion } from "./offers";

/** What the account keeps of a reserved address: whose it is. */
interface Reserved {
  region: string;
  dropletId?: number;
}

const inputs = z.object({
  region: replaces(z.string()),
  dropletId: z.number().int().optional(),
} satisfies Fields<digitalocean.ReservedIpArgs>);

const outputs = z.object({
  ipAddress: stable(z.string()),
  reservedIpUrn: stable(z.string()),
} satisfies Fields<digitalocean.ReservedIp>);

/** Gives an address to a droplet, which may have one only. */
function give({ account }: Cloud, address: string, dropletId: number | undefined): void {
  const reserved = account.must<Reserved>("ReservedIp", address);
  if (dropletId !== undefined) account.must("Droplet", String(dropletId));
  account.put("ReservedIp", address, { ...reserved, dropletId });
}

/** An address that outlives droplets. An assignment that failed when it was made is never tried again. */
export const reservedIp = (cloud: Cloud) => {
  const { account, settings } = cloud;
  return defineResource({
    name: "index/reservedIp:ReservedIp",
    description: "An address that outlives droplets.",
    inputs,
    outputs,
    createFirst: () => true,
    async create(context, { region, dropletId }) {
      checkRegion(region);
      const ipAddress = publicAddress(settings, account.next());
      const facts = { ipAddress, reservedIpUrn: `do:reservedip:${ipAddress}` };
      account.put("ReservedIp", ipAddress, { region });
      context.exists(ipAddress, facts);
      if (dropletId !== undefined) give(cloud, ipAddress, dropletId);
      return { id: ipAddress, outputs: facts };
    },
    async update(_context, id, { ipAddress, reservedIpUrn, dropletId: before }, { dropletId }) {
      if (dropletId !== before) give(cloud, id, dropletId);
      return { ipAddress, reservedIpUrn };
    },
    async delete(_context, id) {
      account.remove(id);
    },
  });
};

const assignmentInputs = z.object({
  ipAddress: replaces(z.string()),
  dropletId: replaces(z.number().int()),
} satisfies Fields<digitalocean.ReservedIpAssignmentArgs>);

/** The assignment by itself: made after the address, and made again where that failed. */
export const reservedIpAssignment = (cloud: Cloud) => {
  const { account } = cloud;
  return defineResource({
    name: "index/reservedIpAssignment:ReservedIpAssignment",
    description: "A droplet's reserved address.",
    inputs: assignmentInputs,
    outputs: z.object({}),
    createFirst: () => true,
    async create(_context, { ipAddress, dropletId }) {
      give(cloud, ipAddress, dropletId);
      return { id: `${dropletId}-${ipAddress}`, outputs: {} };
    },
    async delete(_context, _id, { ipAddress, dropletId }) {
      // It may have moved on.
      const reserved = account.get<Reserved>("ReservedIp", ipAddress);
      if (reserved?.dropletId === dropletId) give(cloud, ipAddress, undefined);
    },
  });
};
