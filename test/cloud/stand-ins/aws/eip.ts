import type * as aws from "@pulumi/aws";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces, stable } from "../../../../provisioners/schema/marks";
import { publicAddress } from "../data-centre";
import { checkTags } from "../names";
import type { Fields } from "../shape";
import type { Cloud, Instance } from "./cloud";
import { region, tags } from "./kept";

const inputs = z.object({
  region: replaces(region),
  tags,
  domain: replaces(z.literal("vpc")),
  instance: z.string().optional(),
} satisfies Fields<aws.ec2.EipArgs>);

const outputs = z.object({
  allocationId: stable(z.string()),
  publicIp: stable(z.string()),
} satisfies Fields<aws.ec2.Eip>);

/** Takes an instance's automatic address away for good, and gives it another. */
function associate({ account }: Cloud, id: string | undefined, publicIp: string): void {
  if (id === undefined) return;
  const instance = account.must<Instance>("Instance", id);
  account.put("Instance", id, { ...instance, publicIp });
}

function disassociate({ account }: Cloud, id: string | undefined, publicIp: string): void {
  const instance = id === undefined ? undefined : account.get<Instance>("Instance", id);
  if (id !== undefined && instance?.publicIp === publicIp) account.put("Instance", id, { ...instance, publicIp: "" });
}

/** An address for a gateway, or for an instance, which has no other from then on. */
export const eip = (cloud: Cloud) => {
  const { account, settings } = cloud;
  return defineResource({
    name: "ec2/eip:Eip",
    description: "An address.",
    inputs,
    outputs,
    createFirst: () => true,
    async create(context, args) {
      checkTags(args.tags);
      if (account.all("Eip").length >= 5)
        throw new Error("AddressLimitExceeded: The maximum number of addresses has been reached.");
      const id = cloud.id("eipalloc");
      const facts = { allocationId: id, publicIp: publicAddress(settings, account.next()) };
      account.put("Eip", id, { ...args, ...facts });
      context.exists(id, facts);
      associate(cloud, args.instance, facts.publicIp);
      return { id, outputs: facts };
    },
    async update(_context, id, { allocationId, publicIp, instance: before }, args) {
      if (args.instance !== before) {
        disassociate(cloud, before, publicIp);
        associate(cloud, args.instance, publicIp);
      }
      account.put("Eip", id, { ...args, publicIp });
      return { allocationId, publicIp };
    },
    async delete(_context, id, { publicIp, instance }) {
      const user = account.all<{ allocationId: string }>("NatGateway").find(({ allocationId }) => allocationId === id);
      if (user) throw new Error(`AuthFailure: ${id} is in use by ${user.id}`);
      disassociate(cloud, instance, publicIp);
      account.remove(id);
    },
  });
};
