import type * as digitalocean from "@pulumi/digitalocean";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces, stable } from "../../../../provisioners/schema/marks";
import { checkName } from "../names";
import type { Fields } from "../shape";
import type { Cloud, Droplet } from "./cloud";
import { checkRegion } from "./offers";

const inputs = z.object({
  name: replaces(z.string()),
  region: replaces(z.string()),
  size: z.number().int().min(1),
} satisfies Fields<digitalocean.VolumeArgs>);

/** A volume is a file on the lab's host. */
export const volume = ({ account, centre, volumeFile }: Cloud) =>
  defineResource({
    name: "index/volume:Volume",
    description: "A disk.",
    inputs,
    outputs: z.object({ volumeUrn: stable(z.string()) } satisfies Fields<digitalocean.Volume>),
    async create(_context, args) {
      checkName("volume", args.name);
      checkRegion(args.region);
      const others = account.all<{ name: string; region: string }>("Volume");
      if (others.some(({ name, region }) => name === args.name && region === args.region)) {
        throw new Error("409 a volume with this name already exists in the region");
      }
      const id = `volume-${account.next()}`;
      account.put("Volume", id, args);
      await centre.makeDisk(volumeFile(id), args.size);
      return { id, outputs: { volumeUrn: `do:volume:${id}` } };
    },
    async update(_context, id, { size, volumeUrn }, args) {
      if (args.size < size)
        throw new Error("error when updating size: volume `size` can only be expanded and not shrunk");
      account.put("Volume", id, args);
      await centre.makeDisk(volumeFile(id), args.size);
      return { volumeUrn };
    },
    async delete(_context, id) {
      const attached = account.all<{ volumeId: string }>("VolumeAttachment").some(({ volumeId }) => volumeId === id);
      if (attached) throw new Error(`409 volume ${id} is attached to a droplet`);
      await centre.removeDisk(volumeFile(id));
      account.remove(id);
    },
  });

/** The volume of a name in a region. */
export const getVolume =
  ({ account }: Cloud) =>
  async ({ name, region }: Record<string, unknown>): Promise<Record<string, unknown>> => {
    account.authenticate();
    const all = account.all<z.output<typeof inputs>>("Volume");
    const found = all.find((volume) => volume.name === name && volume.region === region);
    if (!found) throw new Error(`no volumes found with name ${name}`);
    const attachments = account.all<{ dropletId: number; volumeId: string }>("VolumeAttachment");
    const dropletIds = attachments.flatMap(({ dropletId, volumeId }) => (volumeId === found.id ? [dropletId] : []));
    return { ...found, dropletIds };
  };

const attachmentInputs = z.object({
  dropletId: replaces(z.number().int()),
  volumeId: replaces(z.string()),
} satisfies Fields<digitalocean.VolumeAttachmentArgs>);

export const volumeAttachment = ({ account, centre, volumeFile }: Cloud) =>
  defineResource({
    name: "index/volumeAttachment:VolumeAttachment",
    description: "A volume on a droplet.",
    inputs: attachmentInputs,
    outputs: z.object({}),
    createFirst: () => true,
    async create(_context, { dropletId, volumeId }) {
      const { name } = account.must<{ name: string }>("Volume", volumeId);
      const { machine } = account.must<Droplet>("Droplet", String(dropletId));
      const others = account.all<{ volumeId: string }>("VolumeAttachment");
      if (others.some((other) => other.volumeId === volumeId))
        throw new Error(`422 volume ${volumeId} is attached already`);
      const id = `${dropletId}-${volumeId}`;
      account.put("VolumeAttachment", id, { dropletId, volumeId });
      await centre.attach(machine, volumeFile(volumeId), `scsi-0DO_Volume_${name}`);
      return { id, outputs: {} };
    },
    async delete(_context, id, { dropletId, volumeId }) {
      const known = account.get<Droplet>("Droplet", String(dropletId));
      if (known) await centre.detach(known.machine, volumeFile(volumeId));
      account.remove(id);
    },
  });
