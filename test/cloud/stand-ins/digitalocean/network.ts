import { createHash } from "node:crypto";
import type * as digitalocean from "@pulumi/digitalocean";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces, stable } from "../../../../provisioners/schema/marks";
import type { Fields } from "../shape";
import type { Cloud, Droplet } from "./cloud";

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
      const id = `vpc-${account.next()}`;
      account.put("Vpc", id, args);
      return { id, outputs: { vpcUrn: `do:vpc:${id}` } };
    },
    async update(_context, id, { vpcUrn }, args) {
      account.put("Vpc", id, args);
      return { vpcUrn };
    },
    async delete(_context, id) {
      const members = account.all<Droplet>("Droplet").filter(({ vpcUuid }) => vpcUuid === id);
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
    async create(_context, { publicKey }) {
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
  name: replaces(z.string().regex(/^[a-zA-Z0-9:_-]{1,255}$/)),
} satisfies Fields<digitalocean.TagArgs>);

export const tag = ({ account }: Cloud) =>
  defineResource({
    name: "index/tag:Tag",
    description: "A tag.",
    inputs: tagInputs,
    outputs: z.object({}),
    async create(_context, { name }) {
      account.put("Tag", name, {});
      return { id: name, outputs: {} };
    },
    async delete(_context, id) {
      account.remove(id);
    },
  });
