import type * as aws from "@pulumi/aws";
import { z } from "zod";
import { defineResource } from "../../../../provisioners/provider/resource";
import { replaces } from "../../../../provisioners/schema/marks";
import { checkTags } from "../names";
import type { Fields } from "../shape";
import type { Cloud, Instance } from "./cloud";
import { region, tags } from "./kept";

const inputs = z.object({
  region: replaces(region),
  tags,
  availabilityZone: replaces(z.string()),
  size: z.number().int().min(1),
  type: z.string(),
  encrypted: replaces(z.boolean()),
} satisfies Fields<aws.ebs.VolumeArgs>);

/** A volume is a file on the lab's host. */
export const volume = ({ account, centre, volumeFile, id: newId }: Cloud) =>
  defineResource({
    name: "ebs/volume:Volume",
    description: "A disk.",
    inputs,
    outputs: z.object({}),
    createFirst: () => true,
    async create(_context, args) {
      const id = newId("vol");
      checkTags(args.tags);
      account.put("Volume", id, args);
      await centre.makeDisk(volumeFile(id), args.size);
      return { id, outputs: {} };
    },
    async update(_context, id, { size }, args) {
      if (args.size < size) throw new Error("InvalidParameterValue: New size cannot be smaller than existing size");
      account.put("Volume", id, args);
      await centre.makeDisk(volumeFile(id), args.size);
      return {};
    },
    async delete(_context, id) {
      const attached = account.all<{ volumeId: string }>("VolumeAttachment").some(({ volumeId }) => volumeId === id);
      if (attached) throw new Error(`VolumeInUse: ${id}`);
      await centre.removeDisk(volumeFile(id));
      account.remove(id);
    },
  });

/** Volumes with these tags that no instance has. */
export const getEbsVolumes =
  ({ account }: Cloud) =>
  async (args: Record<string, unknown>): Promise<Record<string, unknown>> => {
    const wanted = Object.entries((args.tags ?? {}) as Record<string, string>);
    const used = account.all<{ volumeId: string }>("VolumeAttachment").map(({ volumeId }) => volumeId);
    const found = account.all<z.output<typeof inputs>>("Volume").filter(({ id, tags }) => {
      return !used.includes(id) && wanted.every(([key, value]) => tags[key] === value);
    });
    return { ids: found.map(({ id }) => id) };
  };

const attachmentInputs = z.object({
  region: replaces(region),
  deviceName: replaces(z.string()),
  instanceId: replaces(z.string()),
  volumeId: replaces(z.string()),
  stopInstanceBeforeDetaching: z.boolean().default(false),
} satisfies Fields<aws.ec2.VolumeAttachmentArgs>);

export const volumeAttachment = ({ account, centre, volumeFile, id: newId }: Cloud) =>
  defineResource({
    name: "ec2/volumeAttachment:VolumeAttachment",
    description: "A volume on an instance.",
    inputs: attachmentInputs,
    outputs: z.object({}),
    createFirst: () => true,
    async create(_context, { instanceId, volumeId }) {
      const { availabilityZone } = account.must<z.output<typeof inputs>>("Volume", volumeId);
      const { machine, subnetId } = account.must<Instance>("Instance", instanceId);
      const subnet = account.must<{ availabilityZone: string }>("Subnet", subnetId);
      if (subnet.availabilityZone !== availabilityZone) {
        throw new Error(`InvalidVolume.ZoneMismatch: The volume '${volumeId}' is not in the same availability zone`);
      }
      const others = account.all<{ volumeId: string }>("VolumeAttachment");
      if (others.some((other) => other.volumeId === volumeId)) throw new Error(`VolumeInUse: ${volumeId}`);
      const id = newId("vai");
      account.put("VolumeAttachment", id, { instanceId, volumeId });
      const serial = `nvme-Amazon_Elastic_Block_Store_${volumeId.replace("-", "")}`;
      await centre.attach(machine, volumeFile(volumeId), serial);
      return { id, outputs: {} };
    },
    async delete(_context, id, { instanceId, volumeId }) {
      const known = account.get<Instance>("Instance", instanceId);
      if (known) await centre.detach(known.machine, volumeFile(volumeId));
      account.remove(id);
    },
  });
