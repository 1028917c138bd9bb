import { createHash } from "node:crypto";
import type * as digitalocean from "@pulumi/digitalocean";
import { z } from "zod";
import { overlap } from "../../../../provisioners/host/cidr";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces, stable } from "../../../../provisioners/schema/marks";
import { checkName } from "../names";
import type { Fields } from "../shape";
import type { Cloud, Droplet, Firewall } from "./cloud";
import { checkRegion } from "./offers";

const vpcInputs = z.object({
  name: z.string(),
  region: replaces(z.string()),
  ipRange: replaces(z.cidrv4()),
} satisfies Fields<digitalocean.VpcArgs>);

/** A VPC is the lab's private network. */
export const vpc = ({ account }: Cloud) =>
  defineResource({
    name: "index/vpc:Vpc",
    description: "A private network.",
    inputs: vpcInputs,
    outputs: z.object({ vpcUrn: stable(z.string()) } satisfies Fields<digitalocean.Vpc>),
    async create(_context, args) {
      checkName("vpc", args.name);
      checkRegion(args.region);
      for (const { ipRange, name } of account.all<z.output<typeof vpcInputs>>("Vpc")) {
        if (name === args.name) throw new Error("422 A VPC with the same name already exists in your account");
        if (overlap(ipRange, args.ipRange)) {
          throw new Error("422 This range/size overlaps with another VPC network in your account");
        }
      }
      const id = `vpc-${account.next()}`;
      account.put("Vpc", id, args);
      return { id, outputs: { vpcUrn: `do:vpc:${id}` } };
    },
    async update(_context, id, { vpcUrn }, args) {
      account.put("Vpc", id, args);
      return { vpcUrn };
    },
    async delete(_context, id) {
      const kinds = ["Droplet", "LoadBalancer"];
      const members = kinds.flatMap((kind) => account.all<Droplet>(kind)).filter(({ vpcUuid }) => vpcUuid === id);
      if (members.length > 0) throw new Error("403 cannot delete a VPC with members");
      account.remove(id);
    },
  });

const keyInputs = z.object({
  name: z.string(),
  publicKey: replaces(z.string().regex(/^ssh-/)),
} satisfies Fields<digitalocean.SshKeyArgs>);

export const sshKey = ({ account }: Cloud) =>
  defineResource({
    name: "index/sshKey:SshKey",
    description: "A key that may log in.",
    inputs: keyInputs,
    outputs: z.object({ fingerprint: stable(z.string()) } satisfies Fields<digitalocean.SshKey>),
    async create(_context, { name, publicKey }) {
      checkName("sshKey", name);
      if (account.all<{ publicKey: string }>("SshKey").some((other) => other.publicKey === publicKey)) {
        throw new Error("422 SSH Key is already in use on your account");
      }
      const blob = Buffer.from(publicKey.split(" ")[1] ?? "", "base64");
      const fingerprint = createHash("md5")
        .update(blob)
        .digest("hex")
        .replace(/(..)(?=.)/g, "$1:");
      const id = String(account.next());
      account.put("SshKey", id, { fingerprint, publicKey });
      return { id, outputs: { fingerprint } };
    },
    async update(_context, _id, { fingerprint }) {
      return { fingerprint };
    },
    async delete(_context, id) {
      account.remove(id);
    },
  });

const tagInputs = z.object({
  name: replaces(z.string()),
} satisfies Fields<digitalocean.TagArgs>);

/** A tag is gone from everything that has it, and with it whatever a firewall did for the tag, before it is made anew. */
export const tag = ({ account, centre }: Cloud) =>
  defineResource({
    name: "index/tag:Tag",
    description: "A tag.",
    inputs: tagInputs,
    outputs: z.object({}),
    async create(_context, { name }) {
      checkName("tag", name);
      account.put("Tag", name, {});
      return { id: name, outputs: {} };
    },
    async delete(_context, id) {
      const without = (tags: string[] = []) => tags.filter((tag) => tag !== id);
      for (const { id: droplet, ...known } of account.all<Droplet>("Droplet")) {
        if (known.tags.includes(id)) account.put("Droplet", droplet, { ...known, tags: without(known.tags) });
      }
      for (const { id: firewall, ...known } of account.all<Firewall>("Firewall")) {
        const inboundRules = known.inboundRules.map((rule) => ({ ...rule, sourceTags: without(rule.sourceTags) }));
        account.put("Firewall", firewall, { ...known, tags: without(known.tags), inboundRules });
      }
      account.remove(id);
      await centre.applyRules();
    },
  });
