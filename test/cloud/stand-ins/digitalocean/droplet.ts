import type * as digitalocean from "@pulumi/digitalocean";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces, secret, stable } from "../../../../provisioners/schema/marks";
import { freeAddress, publicAddress } from "../data-centre";
import { checkName } from "../names";
import type { Fields } from "../shape";
import type { Cloud, Droplet } from "./cloud";
import { checkImage, checkSize } from "./offers";

const inputs = z.object({
  name: z.string(),
  region: replaces(z.string()),
  size: z.string(),
  image: replaces(z.string()),
  vpcUuid: replaces(z.string()),
  sshKeys: replaces(z.array(z.string())),
  tags: z.array(z.string()).default([]),
  userData: replaces(secret(z.string())),
  monitoring: replaces(z.boolean()).default(false),
  resizeDisk: z.boolean().default(true),
} satisfies Fields<digitalocean.DropletArgs>);

const outputs = z.object({
  ipv4Address: stable(z.string()),
  ipv4AddressPrivate: stable(z.string()),
  dropletUrn: stable(z.string()),
  status: z.string(),
} satisfies Fields<digitalocean.Droplet>);

/** A droplet is a machine of the lab that boots with its user data. */
export const droplet = ({ account, centre, settings }: Cloud) =>
  defineResource({
    name: "index/droplet:Droplet",
    description: "A droplet.",
    inputs,
    outputs,
    async create(context, args) {
      const { name, vpcUuid, tags, userData, sshKeys, size, region, image } = args;
      checkName("droplet", name);
      checkSize(size, region);
      checkImage(image);
      const { ipRange } = account.must<{ ipRange: string }>("Vpc", vpcUuid);
      for (const tag of tags) account.must("Tag", tag);
      const keys = account.all<{ fingerprint: string; publicKey: string }>("SshKey");
      const unknown = sshKeys.filter((known) => !keys.some(({ fingerprint }) => fingerprint === known));
      if (unknown.length > 0)
        throw new Error(`422 ${unknown.join()} are invalid key identifiers for Droplet creation.`);
      const number = account.next();
      const taken = account.all<Droplet>("Droplet").map(({ address }) => address);
      const address = freeAddress(ipRange, taken, 2);
      const id = String(number);
      const machine = `${name}-${number}`;
      account.put("Droplet", id, { machine, address, tags, vpcUuid } satisfies Droplet);
      const facts = {
        ipv4Address: publicAddress(settings, number),
        ipv4AddressPrivate: address,
        dropletUrn: `do:droplet:${number}`,
        status: "active",
      };
      context.exists(id, facts);
      account.request(`boot ${machine}`);
      const metaData = {
        "instance-id": id,
        "local-hostname": name,
        "public-keys": keys.filter((key) => sshKeys.includes(key.fingerprint)).map((key) => key.publicKey),
      };
      await centre.make(
        { name: machine, address, publicAddress: facts.ipv4Address, userData, metaData },
        context.status,
        context.signal,
      );
      return { id, outputs: facts };
    },
    async read(_context, id, state) {
      const known = account.get<Droplet>("Droplet", id);
      if (!known || !(await centre.exists(known.machine))) return undefined;
      return { inputs: inputs.parse({ ...state, tags: known.tags }), outputs: outputs.parse(state) };
    },
    async update(_context, id, state, { name, tags, size, region }) {
      checkName("droplet", name);
      checkSize(size, region);
      for (const tag of tags) account.must("Tag", tag);
      account.put("Droplet", id, { ...account.must<Droplet>("Droplet", id), tags });
      await centre.applyRules();
      return outputs.parse(state);
    },
    async delete(_context, id) {
      const known = account.get<Droplet>("Droplet", id);
      if (!known) return;
      // The provider takes its volumes off first, whatever the engine thinks of their attachments. The lab cannot take off a
      // disk that is mounted: there it goes with the machine.
      for (const each of account.all<{ dropletId: number }>("VolumeAttachment")) {
        if (String(each.dropletId) === id) account.remove(each.id);
      }
      for (const { id: address, ...reserved } of account.all<{ dropletId?: number }>("ReservedIp")) {
        if (String(reserved.dropletId) === id)
          account.note("ReservedIp", address, { ...reserved, dropletId: undefined });
      }
      await centre.remove(known.machine);
      account.remove(id);
      await centre.applyRules();
    },
  });
